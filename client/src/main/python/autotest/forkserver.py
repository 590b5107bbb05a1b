"""Makes the Python workers of a job, by forking: what they all need is loaded only once.

Requests come on standard input and answers go to standard output, each one JSON object on a line:

    {"fork": 1, "role": "test", "directory": "/…", "environment": {"NAME": "value"}}
    {"forked": 1, "server": 120, "pid": 123, "out": 7, "err": 9}
    {"failed": 1, "reason": "…"}
    {"taken": 1}
    {"exited": 123, "status": 0}

`out` and `err` are descriptors of this process: the ends to read from what the worker prints. They
are kept open until the harness says that it has taken them. A `status` of 128 and more stands for
a signal. The end of standard input ends this process, and not the workers.
"""

import gc
import json
import os
import select
import signal
import sys

# The variable by which a worker is known, with everything it starts.
_MARK = "AUTOTEST_GROUP"

_READ_BYTES = 65536


class ForkServer(object):
    """Serves the harness."""

    def __init__(self):
        self._workers = set()
        self._untaken = {}
        self._place = _place_in_memory(_MARK)
        self._wakeup = os.pipe()

    def serve(self):
        """Returns its role in each worker when it begins, and "" here when the harness is gone."""
        for end in self._wakeup:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._wakeup[1], warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        gc.freeze()  # A collection in a worker would copy pages that all of them share.
        poll = select.poll()
        for source in (0, self._wakeup[0]):
            poll.register(source, select.POLLIN)
        pending = b""
        while True:
            ready = dict(poll.poll())
            if self._wakeup[0] in ready:
                os.read(self._wakeup[0], _READ_BYTES)
            self._reap()
            if 0 in ready:
                read = os.read(0, _READ_BYTES)
                if not read:
                    return ""
                *lines, pending = (pending + read).split(b"\n")
                for line in lines:
                    role = self._handle(json.loads(line))
                    if role:
                        return role

    def _handle(self, request):
        """Returns, in a worker just forked, its role."""
        if "taken" in request:
            for end in self._untaken.pop(request["taken"], ()):
                os.close(end)
            return ""
        number = request["fork"]
        try:
            out, err = os.pipe(), os.pipe()
            pid = os.fork()
        except OSError as failure:
            _answer({"failed": number, "reason": str(failure)})
            return ""
        if pid == 0:
            self._become_worker(request, out[1], err[1])
            return request["role"]
        self._workers.add(pid)
        self._untaken[number] = out + err
        _answer(
            {"forked": number, "server": os.getpid(), "pid": pid, "out": out[0], "err": err[0]}
        )
        return ""

    def _become_worker(self, request, out, err):
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        for place, end in enumerate((nothing, out, err)):
            os.dup2(end, place)
        _enter_cgroup(request["environment"].pop("AUTOTEST_CGROUP", None))
        os.closerange(3, max(map(int, os.listdir("/proc/self/fd"))) + 1)
        os.environ.update(request["environment"])
        os.chdir(request["directory"])
        if not _overwrite(self._place, os.environ[_MARK]):
            # Then only a new program has its mark where the harness looks for it.
            again = [sys.executable, "-X", "utf8", "-m", "autotest.worker", request["role"]]
            os.execv(sys.executable, again)

    def _reap(self):
        for pid in list(self._workers):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._workers.discard(pid)
                code = os.WTERMSIG(status) + 128 if os.WIFSIGNALED(status) else status >> 8
                _answer({"exited": pid, "status": code})


def _enter_cgroup(processes):
    """What this process starts from now on stays in the group, whatever it does."""
    if processes:
        try:
            with open(processes, "w") as group:
                group.write("0")
        except OSError:
            pass  # Then it is found by its session and its mark.


def _answer(message):
    line = json.dumps(message).encode("ascii") + b"\n"
    while line:
        line = line[os.write(1, line) :]


def _place_in_memory(name):
    """Where the kernel reads the value of a variable of this process: address and length.

    `/proc/PID/environ` shows the memory that held the environment when the program began, which
    changes of `os.environ` do not touch. None when the kernel does not tell.
    """
    with open("/proc/self/environ", "rb") as environ:
        block = b"\0" + environ.read()
    with open("/proc/self/stat", "rb") as stat:
        # Counted from the state, which follows the name in parentheses: env_start, field 50.
        start = int(stat.read().rpartition(b")")[2].split()[47])
    key = b"\0" + name.encode("ascii") + b"="
    at = block.find(key)
    if start == 0 or at < 0:
        return None
    value = at + len(key)
    return start + value - 1, block.index(b"\0", value) - value


def _overwrite(place, text):
    """Puts a text where a value of the same length is; tells whether that could be done."""
    value = text.encode("ascii")
    if place is None or len(value) != place[1]:
        return False
    try:
        memory = os.open("/proc/self/mem", os.O_WRONLY)
        try:
            return os.pwrite(memory, value, place[0]) == len(value)
        finally:
            os.close(memory)
    except OSError:
        return False
