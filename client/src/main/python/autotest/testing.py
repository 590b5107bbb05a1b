"""Loads a test and calls its phases, for the harness."""

import atexit
import os
import sys
import tempfile

from autotest import callbacks, checks, frames, inheritance, wire
from autotest.client import job
from autotest.client import test as client_test
from autotest.client.shared import error
from autotest.client.shared import test as shared_test
from autotest.legacy import imports

# The phases that are methods of the author, in the order of use.
_METHODS = (
    "initialize",
    "setup",
    "warmup",
    "execute",
    "before_run_once",
    "run_once",
    "after_run_once",
    "postprocess_iteration",
    "postprocess",
    "cleanup",
)

# Those of an iteration; the others leave its number as it is.
_OF_AN_ITERATION = frozenset(
    """
    before_iteration_hooks before_run_once run_once after_run_once postprocess_iteration
    after_iteration_hooks
    """.split()
)

# Phases that are ours: the harness may always call them.
_OWN = {"chdir": ["directory"], "before_iteration_hooks": [], "after_iteration_hooks": []}

_VARKEYWORDS = 0x08


class TestWorker(object):
    """Serves the calls `test.load`, `phase.call`, `test.unload` and `callback.call`."""

    def __init__(self, bridge):
        self._bridge = bridge
        self._test = None

    def handlers(self):
        """The calls it serves, by name."""
        return {
            "test.load": _ending_the_process(self.load),
            "phase.call": _ending_the_process(self.call),
            "test.unload": self.unload,
            "callback.call": callbacks.call,
        }

    def load(self, specification):
        """Makes the object of a test; tells what it declares."""
        the_job = job.Job(self._bridge)
        inheritance.apply(specification.get("process", {}))
        # What a test does not name a place for goes where it is deleted in the end.
        os.environ["TMPDIR"] = specification["tmpdir"]
        tempfile.tempdir = None
        kind = _load_class(specification["file"])
        wire.require_whole(specification["args"])
        with shared_test.placed(specification, self._bridge):
            self._test = kind(the_job, specification["bindir"], specification["outputdir"])
        return {
            "version": getattr(self._test, "version", None),
            "preserve_srcdir": bool(self._test.preserve_srcdir),
            "network_destabilizing": bool(self._test.network_destabilizing),
            "reusable": False,
            "phases": _phases(kind),
        }

    def call(self, phase, arguments, iteration):
        """Calls one phase. What it returns does not count; the answer is how many checks it made."""
        test = self._test
        if phase in _OF_AN_ITERATION:
            test.iteration = iteration
        if phase == "chdir":
            os.chdir(arguments["directory"])
        elif phase in _OWN:
            for hook in list(getattr(test, phase)):
                hook(test)
        elif phase in _METHODS:
            getattr(test, phase)(**arguments)
        else:
            raise error.HarnessError("calling phase %s: there is none of that name" % phase)
        return checks.take()

    def unload(self):
        """Forgets the test. False: the next one gets a fresh process."""
        self._test = None
        return False


def _load_class(path):
    name = os.path.splitext(os.path.basename(path))[0]
    kind = imports.load_named(name, path)
    if not (isinstance(kind, type) and issubclass(kind, shared_test.base_test)):
        raise error.TestError("loading %s: it has no class %s derived from test.test" % (path, name))
    return kind


def _phases(kind):
    """What the class, or one between it and ours, declares."""
    phases = {name: {"parameters": names, "keywords": False} for name, names in _OWN.items()}
    for name in _METHODS:
        method = getattr(kind, name, None)
        if method is None or method is getattr(client_test.test, name, None):
            continue
        code = _undecorated(method).__code__
        count = code.co_argcount + code.co_kwonlyargcount
        phases[name] = {
            "parameters": list(code.co_varnames[1:count]),
            "keywords": bool(code.co_flags & _VARKEYWORDS),
        }
    return phases


def _undecorated(method):
    while hasattr(method, "__wrapped__"):
        method = method.__wrapped__
    return method


def _ending_the_process(handler):
    """A test that calls `sys.exit`, or is interrupted, ends its process, as a program would."""

    def guarded(*args):
        try:
            return handler(*args)
        except SystemExit as leaving:
            end(leaving.code)
        except KeyboardInterrupt as interrupt:
            sys.stderr.write(frames.user_traceback(interrupt))
            end(1)

    return guarded


def end(code):
    """Ends this process like an interpreter, which would first take apart all it has loaded."""
    if code is not None and not isinstance(code, int):
        sys.stderr.write("%s\n" % code)
        code = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit((code or 0) & 0xFF)
