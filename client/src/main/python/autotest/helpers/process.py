"""Running commands: `run`, `system`, `system_output`, background jobs.

Every command runs through bash (or sh) in a process group of its own, inside the session of the
test: a time limit kills the whole group, the end of the test kills the whole session.
"""

import functools
import logging
import os
import selectors
import signal
import subprocess
import sys
import time

from autotest.client.shared import error
from autotest.legacy import language, octets

# Sends the output to the log, line by line, as it comes.
TEE_TO_LOGS = object()

STDOUT_PREFIX = "[stdout] "
STDERR_PREFIX = "[stderr] "

_READ_SIZE = 65536

# What a result has of each output, in bytes; more is dropped, of which the log tells.
_KEPT_MAX = 64 << 20

# How long a killed process gets after SIGTERM, and again after SIGKILL, in seconds.
_GRACE = 5.0


class CmdResult(object):
    """What a command did: `command`, `exit_status`, `stdout`, `stderr`, `duration` (seconds).

    A status below zero is the number of the signal that ended it.
    """

    def __init__(self, command="", stdout="", stderr="", exit_status=None, duration=0):
        self.command = command
        self.exit_status = exit_status
        self.stdout = stdout
        self.stderr = stderr
        self.duration = duration

    def __repr__(self):
        return "* Command:\n    %s\nExit status: %s\nDuration: %.3f\n\nstdout:\n%s\nstderr:\n%s" % (
            self.command,
            self.exit_status,
            self.duration,
            self.stdout.rstrip("\n"),
            self.stderr.rstrip("\n"),
        )


class _Sink(object):
    """Keeps one stream's bytes and passes them on: to a file, to the log by lines, or nowhere."""

    def __init__(self, tee, level, prefix, spoken):
        self._parts = []
        self._spoken = spoken
        self._room = _KEPT_MAX
        self._tee = tee
        self._level = level
        self._prefix = prefix
        self._rest = b""

    def write(self, data):
        self._keep(data)
        if self._tee is TEE_TO_LOGS:
            lines = (self._rest + data).split(b"\n")
            self._rest = lines.pop()
            for line in lines:
                self._log(line)
        elif self._tee is not None:
            _copy(data, self._tee)

    def _keep(self, data):
        if len(data) > self._room >= 0:
            logging.warning("of an output the first %d bytes are kept", _KEPT_MAX)
            self._parts.append(data[: self._room])
            self._room = -1
        elif self._room >= 0:
            self._parts.append(data)
            self._room -= len(data)

    def close(self):
        if self._rest:
            self._log(self._rest)
            self._rest = b""
        if self._tee not in (None, TEE_TO_LOGS):
            self._tee.flush()

    def text(self):
        return octets.of_output(b"".join(self._parts), self._spoken)

    def _log(self, line):
        logging.log(self._level, "%s%s", self._prefix, line.decode("utf-8", "replace"))


def _copy(data, stream):
    """Writes bytes to a file as they are; what is no file gets text, or bytes when it takes no text."""
    if getattr(stream, "encoding", None) == "utf-8" and hasattr(stream, "buffer"):
        stream.flush()
        stream.buffer.write(data)
        return
    try:
        stream.write(data.decode("utf-8", "replace"))
    except TypeError:
        stream.write(data)


class BgJob(object):
    """A command started and not waited for. `join_bg_jobs` collects its output and its result.

    `stdout_tee` and `stderr_tee` are files that get a copy of the output, or `TEE_TO_LOGS`;
    `stdin` is text to feed, or an open file.
    """

    def __init__(
        self,
        command,
        stdout_tee=None,
        stderr_tee=None,
        verbose=True,
        stdin=None,
        stderr_level=logging.ERROR,
    ):
        self.command = command
        self.result = CmdResult(command)
        spoken = language.caller(sys._getframe(1))
        self._out = _Sink(stdout_tee, logging.DEBUG, STDOUT_PREFIX, spoken)
        self._err = _Sink(stderr_tee, stderr_level, STDERR_PREFIX, spoken)
        if verbose:
            logging.debug("Running '%s'", command)
        self._input = stdin.encode("utf-8", "surrogateescape") if isinstance(stdin, str) else stdin
        feeding = isinstance(self._input, bytes)
        sys.stdout.flush()
        sys.stderr.flush()
        self._started = time.monotonic()
        self.sp = _start(command, subprocess.PIPE if feeding else self._input)
        if not feeding:
            self._input = None

    def cleanup(self):
        """Closes the pipes. A process that is still there goes on by itself."""
        self._out.close()
        self._err.close()
        for stream in (self.sp.stdin, self.sp.stdout, self.sp.stderr):
            if stream is not None:
                stream.close()

    def _finish(self):
        """Takes over the exit status; the process has ended."""
        self.result.exit_status = self.sp.wait()
        self.result.duration = time.monotonic() - self._started
        self.cleanup()
        self.result.stdout = self._out.text()
        self.result.stderr = self._err.text()


def _start(command, stdin):
    shell = "/bin/bash" if os.path.exists("/bin/bash") else "/bin/sh"
    own_group = (
        {"process_group": 0} if sys.version_info >= (3, 11) else {"preexec_fn": os.setpgrp}
    )
    return subprocess.Popen(
        [shell, "-c", octets.name(command)],
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # For those who take the pipes into their own hands; the pump reads their descriptors.
        encoding="utf-8",
        errors="surrogateescape",
        **own_group
    )


class _Pump(object):
    """Moves the data of several jobs until each process has ended or the time is over."""

    # How often a process is looked at where the kernel cannot tell of its end, in seconds.
    _POLL = 0.05

    def __init__(self, jobs):
        self._selector = selectors.DefaultSelector()
        self._pidfds = {}
        self._polled = False
        for job in jobs:
            self._register(job)

    def _register(self, job):
        for stream, sink in ((job.sp.stdout, job._out), (job.sp.stderr, job._err)):
            os.set_blocking(stream.fileno(), False)
            self._selector.register(
                stream, selectors.EVENT_READ, functools.partial(self._read, sink)
            )
        if job._input is not None:
            os.set_blocking(job.sp.stdin.fileno(), False)
            self._selector.register(
                job.sp.stdin, selectors.EVENT_WRITE, functools.partial(self._feed, job)
            )
        try:
            pidfd = os.pidfd_open(job.sp.pid)
        except (AttributeError, OSError):
            self._polled = True
        else:
            self._pidfds[job] = pidfd
            self._selector.register(pidfd, selectors.EVENT_READ, lambda _: None)

    def run(self, jobs, deadline):
        """True when all ended before the deadline (monotonic seconds, or None)."""
        waiting = set(jobs)
        while waiting:
            left = None if deadline is None else deadline - time.monotonic()
            if left is not None and left <= 0:
                return False
            if self._polled:
                left = self._POLL if left is None else min(left, self._POLL)
            for key, _ in self._selector.select(left):
                key.data(key.fileobj)
            for job in [job for job in waiting if job.sp.poll() is not None]:
                self.drain(job)
                waiting.discard(job)
        return True

    def drain(self, job):
        """Takes what is in the pipes now; a child that still holds them open is not waited for."""
        for stream, sink in ((job.sp.stdout, job._out), (job.sp.stderr, job._err)):
            while self._read(sink, stream):
                pass
        pidfd = self._pidfds.pop(job, None)
        for handle in (job.sp.stdin, pidfd):
            self._forget(handle)
        if pidfd is not None:
            os.close(pidfd)

    def close(self):
        for pidfd in self._pidfds.values():
            self._forget(pidfd)
            os.close(pidfd)
        self._selector.close()

    def _read(self, sink, stream):
        try:
            data = os.read(stream.fileno(), _READ_SIZE)
        except BlockingIOError:
            return False
        if not data:
            self._forget(stream)
            return False
        sink.write(data)
        return True

    def _feed(self, job, stream):
        try:
            written = os.write(stream.fileno(), job._input[:_READ_SIZE])
            job._input = job._input[written:]
        except BlockingIOError:
            return
        except BrokenPipeError:
            job._input = b""
        if not job._input:
            self._forget(stream)
            stream.close()

    def _forget(self, handle):
        try:
            self._selector.unregister(handle)
        except (KeyError, ValueError):
            pass


def join_bg_jobs(bg_jobs, timeout=None):
    """Waits for all jobs and fills their results.

    After `timeout` seconds the jobs still running are killed with all their children, and a
    CmdError tells so.
    """
    deadline = None if timeout is None else time.monotonic() + timeout
    pump = _Pump(bg_jobs)
    try:
        in_time = pump.run(bg_jobs, deadline)
        if not in_time:
            for job in bg_jobs:
                nuke_subprocess(job.sp)
                pump.drain(job)
    finally:
        pump.close()
    for job in bg_jobs:
        job._finish()
    if not in_time:
        late = bg_jobs[0]
        raise error.CmdError(
            late.command, late.result, "Command(s) did not complete within %g seconds" % timeout
        )
    return bg_jobs


def nuke_subprocess(subproc):
    """Kills a process of ours and its group, SIGTERM first; returns its exit status.

    A process that had ended before is left alone, but its group is swept all the same.
    """
    for number in (signal.SIGTERM, signal.SIGKILL):
        signal_group(subproc.pid, number)
        try:
            subproc.wait(_GRACE)
        except subprocess.TimeoutExpired:
            continue
        signal_group(subproc.pid, signal.SIGKILL)
        return subproc.returncode
    return None


def signal_group(group, number):
    """Sends a signal to a process group; False when there is none, or when it is our own."""
    if group == os.getpgrp():
        return False
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def nuke_pid(pid, signal_queue=(signal.SIGTERM, signal.SIGKILL)):
    """Sends the signals in turn until the process is gone; AutotestRunError when it stays."""
    for number in signal_queue:
        if signal_pid(pid, number):
            return
    raise error.AutotestRunError("killing process %d: it is still alive" % pid)


def signal_pid(pid, sig):
    """Sends a signal and waits up to 5 seconds; True when the process is gone."""
    try:
        os.kill(pid, sig)
    except OSError:
        return True
    deadline = time.monotonic() + _GRACE
    while time.monotonic() < deadline:
        if not pid_is_alive(pid):
            return True
        time.sleep(0.05)
    return False


def pid_is_alive(pid):
    """True for a process that runs; a zombie counts as gone."""
    try:
        with open("/proc/%d/stat" % int(pid)) as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except (OSError, IndexError):
        return False
