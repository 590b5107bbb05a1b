"""Ends this process, and what it started, when the harness dies in the middle of something."""

import os
import select
import signal
import threading
import time

# How long the process may take to leave by itself, in seconds.
_GRACE = 2.0


def start(handle):
    """Watches a connected socket; runs as long as the process."""
    threading.Thread(target=_watch, args=(handle,), name="watch", daemon=True).start()


def _watch(handle):
    poll = select.poll()
    poll.register(handle, select.POLLRDHUP)
    while not poll.poll():
        pass
    time.sleep(_GRACE)
    kill_session()


def kill_session():
    """Kills every process of this session, this one last."""
    session = os.getsid(0)
    if session == os.getpid():
        for pid in _members(session):
            _kill(pid)
    os.kill(os.getpid(), signal.SIGKILL)


def _members(session):
    me = os.getpid()
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) != me:
            try:
                if os.getsid(int(name)) == session:
                    yield int(name)
            except OSError:
                continue


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
