"""What a process changed of itself, and a test that it starts, a process of its own, begins with.

Tests were forked from the process of the control file. Now they are forked from another, so what a
control file did to its environment, `sys.path`, mask of files, priority, limits and processors is
sent along, as far as it is other than it was when the process began.
"""

import os
import resource
import sys

# The mark by which a worker is known.
_OWN = "AUTOTEST_GROUP"

_LIMITS = sorted(name for name in dir(resource) if name.startswith("RLIMIT_"))


class Beginning(object):
    """How this process was when it was made."""

    def __init__(self):
        self._state = _state()
        self._environment = dict(os.environ)
        self._path = list(sys.path)

    def changes(self):
        """What is other now, as JSON has it; empty for nothing."""
        now = _state()
        changed = {name: value for name, value in now.items() if value != self._state[name]}
        environment = self._changed_variables()
        if environment:
            changed["environment"] = environment
        first, last = self._added_directories()
        if first or last:
            changed["path"] = [first, last]
        return changed

    def _changed_variables(self):
        """The values of variables; None for one that is gone."""
        now, before = os.environ, self._environment
        changed = {name: value for name, value in now.items() if before.get(name) != value}
        changed.update(dict.fromkeys(set(before) - set(now)))
        changed.pop(_OWN, None)
        return changed

    def _added_directories(self):
        """Those before what was there, and those behind it."""
        first, last, seen = [], [], False
        for entry in sys.path:
            if entry in self._path:
                seen = True
            elif isinstance(entry, str):
                (last if seen else first).append(os.path.abspath(entry))
        return first, last


def apply(changes):
    """Makes this process what `changes` of another says."""
    for name, value in changes.get("environment", {}).items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    first, last = changes.get("path", ((), ()))
    sys.path[:0] = first
    sys.path.extend(last)
    for name, value in changes.items():
        if name in _LIMITS:
            resource.setrlimit(getattr(resource, name), tuple(value))
    if "umask" in changes:
        os.umask(changes["umask"])
    if "priority" in changes:
        os.setpriority(os.PRIO_PROCESS, 0, changes["priority"])
    if "processors" in changes:
        os.sched_setaffinity(0, changes["processors"])


def _state():
    umask = os.umask(0o22)
    os.umask(umask)
    state = {name: list(resource.getrlimit(getattr(resource, name))) for name in _LIMITS}
    state["umask"] = umask
    state["priority"] = os.getpriority(os.PRIO_PROCESS, 0)
    state["processors"] = sorted(os.sched_getaffinity(0))
    return state
