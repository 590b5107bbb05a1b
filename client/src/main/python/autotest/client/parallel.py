"""Work in forked children, as tests that run several things at once do it."""

import logging
import os
import pickle
import signal
import sys
import time

from autotest.client.shared import error
from autotest.helpers.process import signal_group

# How long a killed child gets after SIGTERM, in seconds.
_GRACE = 5.0


def fork_start(tmp, l):
    """Starts `l[0](*l[1:])` in a child; returns its pid. `tmp` is a directory for what it raises."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        l[0](*l[1:])
        status = 0
    except BaseException as raised:
        error.log_exception("child process failed: ")
        _keep(tmp, raised)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _error_file(tmp, pid):
    return os.path.join(tmp, "error-%d" % pid)


def _keep(tmp, raised):
    """Writes an exception for the parent, or its text when it cannot travel."""
    try:
        data = pickle.dumps(raised)
        pickle.loads(data)
    except Exception:
        data = pickle.dumps(error.TestError(error.unhandled_message(raised, error.TestError)))
    os.makedirs(tmp, exist_ok=True)
    with open(_error_file(tmp, os.getpid()), "wb") as target:
        target.write(data)


def _finish(tmp, pid, status):
    """Raises what a child that has ended raised, or TestError for one that ended otherwise badly."""
    path = _error_file(tmp, pid)
    if os.path.exists(path):
        with open(path, "rb") as source:
            raised = pickle.load(source)
        os.remove(path)
        raise raised
    if status:
        raise error.TestError("Test subprocess failed rc=%d" % status)


def fork_waitfor(tmp, pid):
    """Waits for a child of `fork_start`; raises what it raised."""
    _finish(tmp, pid, os.waitpid(pid, 0)[1])


def fork_waitfor_timed(tmp, pid, timeout):
    """Like `fork_waitfor`; after `timeout` seconds the child is killed, and TestError tells so."""
    status = _wait(pid, timeout)
    if status is None:
        fork_nuke_subprocess(tmp, pid)
        raise error.TestError("Test timeout expired, rc=%d" % signal.SIGTERM)
    _finish(tmp, pid, status)


def _wait(pid, limit):
    """The status of a child; None when it still runs after `limit` seconds."""
    deadline = time.monotonic() + limit
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        if time.monotonic() >= deadline:
            return None
        time.sleep(0.02)


def fork_nuke_subprocess(tmp, pid):
    """Kills a child of `fork_start`, SIGTERM first, and forgets what it raised."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, number)
            signal_group(pid, number)
            if _wait(pid, _GRACE) is not None:
                break
        except (ProcessLookupError, ChildProcessError):
            break
    try:
        os.remove(_error_file(tmp, pid))
        logging.debug("child %d had raised something before it was killed", pid)
    except FileNotFoundError:
        pass
