"""Parts of a control file that run at the same time, each in a forked child."""

import contextlib
import logging
import os
import pickle
import signal
import sys
import tempfile
import time

from autotest import wire
from autotest.client.shared import error
from autotest.server import outputs

# The job that control files of this process belong to.
JOB = []

# How long a child that is killed gets after SIGTERM, in seconds.
_GRACE = 5.0


class subcommand(object):
    """A function with its arguments, and the directory below the results where it works."""

    def __init__(self, func, args, subdir=None, machine=None):
        self.func = func
        self.args = args
        self.subdir = subdir
        self.machine = machine
        self.pid = None
        self.returncode = None
        # How its process ended; empty when it ended well.
        self.problem = ""
        self.token = None
        self._result = None

    def __str__(self):
        name = getattr(self.func, "__name__", str(self.func))
        return "subcommand(func=%s,  args=%s, subdir=%s)" % (name, self.args, self.subdir)

    @property
    def name(self):
        """What it is told by."""
        return self.machine or self.subdir or getattr(self.func, "__name__", "subcommand")

    def fork_start(self):
        """Starts it in a child."""
        job = JOB[-1]
        self.token = job._call("job.branch", self.machine or "")
        handle, self._result = tempfile.mkstemp(prefix="subcommand")
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            self._work(job, handle)
        os.close(handle)

    def _work(self, job, handle):
        """The child's whole life."""
        outcome = (False, None)
        try:
            job._become_branch(self.token)
            directory = self._directory(job)
            os.chdir(directory)
            with self._outputs(job, directory):
                try:
                    outcome = (True, self.func(*self.args))
                except BaseException as raised:
                    outcome = self._failed(job, raised)
        except BaseException as raised:
            outcome = self._failed(job, raised)
        finally:
            try:
                with os.fdopen(handle, "wb") as result:
                    result.write(_pickled(outcome))
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                os._exit(0 if outcome[0] else 1)

    def _failed(self, job, raised):
        from autotest.server import control

        logging.error("%s: %s", self, wire.exception_to_wire(raised)["traceback"].rstrip())
        job._call("job.branch_failed", self.token, *control.account(job, raised))
        return False, raised

    def _outputs(self, job, directory):
        """Logs of its own, where it has a directory of its own."""
        if self.machine:
            return outputs.kept(job)
        return outputs.kept(job, directory, "autoserv") if self.subdir else contextlib.nullcontext()

    def _directory(self, job):
        if not self.subdir or self.machine:
            return job.resultdir
        directory = os.path.join(job.resultdir, self.subdir)
        os.makedirs(directory, exist_ok=True)
        job.resultdir = directory
        return directory

    def fork_waitfor(self, timeout=None):
        """Waits for it, and kills it when it takes longer than `timeout` seconds.

        Returns what its function returned, or the exception that it raised.
        """
        return self._ended(timeout, timeout)

    def _ended(self, left, given):
        """The same, when of the `given` seconds so many are left."""
        self.returncode = self._wait(left)
        if self.returncode is None:
            self._kill()
            self.problem = "no end in %g s" % given
            logging.error("%s: %s, it is killed", self, self.problem)
        else:
            self.problem = _words(self.returncode)
        with open(self._result, "rb") as result:
            data = result.read()
        os.remove(self._result)
        if not data:
            return error.AutoservSubcommandError(self.func, self.returncode)
        return pickle.loads(data)[1]

    def _kill(self):
        for number in (signal.SIGTERM, signal.SIGKILL):
            os.kill(self.pid, number)
            self.returncode = self._wait(_GRACE)
            if self.returncode is not None:
                break

    def _wait(self, timeout):
        """The exit status; None when it still runs after `timeout` seconds."""
        if timeout is None:
            return _code(os.waitpid(self.pid, 0)[1])
        deadline = time.monotonic() + timeout
        while True:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                return _code(status)
            if time.monotonic() >= deadline:
                return None
            time.sleep(0.02)


def _code(status):
    return os.WTERMSIG(status) + 128 if os.WIFSIGNALED(status) else status >> 8


def _words(code):
    if code <= 128:
        return "its process ended with status %d" % code if code else ""
    try:
        return "killed by %s (%d)" % (signal.Signals(code - 128).name, code - 128)
    except ValueError:
        return "its process ended with status %d" % code


def _pickled(outcome):
    """An outcome for the parent; what cannot travel is told in words."""
    try:
        data = pickle.dumps(outcome)
        pickle.loads(data)
        return data
    except Exception:
        good, value = outcome
        return pickle.dumps((good, None if good else error.AutoservError(str(value))))


def parallel(tasklist, timeout=None, return_results=False):
    """Runs subcommands at the same time, and waits for all.

    AutoservError when one failed, unless `return_results`: then the list of what they returned or
    raised is the value.
    """
    for task in tasklist:
        task.fork_start()
    deadline = None if timeout is None else time.monotonic() + timeout
    results = []
    for task in tasklist:
        left = None if deadline is None else max(0, deadline - time.monotonic())
        results.append(task._ended(left, timeout))
    JOB[-1]._call(
        "job.branches_end",
        [task.token for task in tasklist],
        [task.name for task in tasklist],
        [task.problem for task in tasklist],
        not return_results,
    )
    return results if return_results else None


def parallel_simple(function, arglist, log=True, timeout=None, return_results=False):
    """Runs a function for each of several things, at the same time; for a single one right here.

    With `log` each machine has results and a status log of its own.
    """
    arglist = list(arglist)
    if len(arglist) == 1 and not timeout:
        return _alone(function, arglist[0], return_results)
    machines = JOB[-1].machines
    tasks = []
    for arg in arglist:
        machine = arg if log and arg in machines and len(machines) > 1 else None
        subdir = str(arg) if log and machine is None and len(arglist) > 1 else None
        tasks.append(subcommand(function, [arg], subdir, machine))
    return parallel(tasks, timeout, return_results)


def _alone(function, arg, return_results):
    try:
        result = function(arg)
    except Exception as raised:
        if not return_results:
            raise
        result = raised
    return [result] if return_results else None
