"""Loads a profiler written in Python and calls it, for the harness."""

import os
import shutil
import signal
import types

from autotest.client import job
from autotest.client import profiler as base
from autotest.client.shared import error
from autotest.legacy import imports


class ProfilerWorker(object):
    """Serves the calls `profiler.load` and `profiler.call`."""

    def __init__(self, bridge):
        self._bridge = bridge
        self._profiler = None

    def handlers(self):
        """The calls it serves, by name."""
        return {"profiler.load": self.load, "profiler.call": self.call}

    def load(self, specification):
        """Makes the object, initialises it, and builds what it needs unless that is built."""
        kind = _load_class(specification["name"], specification["file"])
        made = kind(job.Job(self._bridge))
        made.bindir = specification["bindir"]
        made.srcdir = specification["srcdir"]
        made.initialize(*specification["args"], **specification["kwargs"])
        if kind.setup is not base.profiler.setup:
            _set_up(made, specification)
        self._profiler = made

    def call(self, method, test):
        """Calls `start`, `stop` or `report`. What it leaves running after that is ended."""
        watched = types.SimpleNamespace(job=self._profiler.job, **test)
        try:
            getattr(self._profiler, method)(watched)
        finally:
            if method == "report":
                _end_others_of_session()


def _load_class(name, path):
    kind = imports.load_named(name, path)
    if not (isinstance(kind, type) and issubclass(kind, base.profiler)):
        raise error.JobError(
            "loading %s: it has no class %s derived from profiler.profiler" % (path, name)
        )
    return kind


def _set_up(made, specification):
    """As for tests: `.version` names what was built, and is written last."""
    src, note = made.srcdir, os.path.join(made.srcdir, ".version")
    version = str(made.version)
    if os.path.exists(note):
        with open(note) as noted:
            if noted.read() == version:
                return
    if not made.preserve_srcdir:
        shutil.rmtree(src, ignore_errors=True)
    if not os.path.isdir(src):
        own = os.path.join(made.bindir, "src")
        if os.path.isdir(own):
            shutil.copytree(own, src, symlinks=True)
        else:
            os.makedirs(src)
    made.setup(*specification["args"], **specification["kwargs"])
    with open(note, "w") as noted:
        noted.write(version)


def _end_others_of_session():
    """Ends what a profiler started and did not stop."""
    session = os.getsid(0)
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            try:
                if os.getsid(int(entry)) == session:
                    os.kill(int(entry), signal.SIGKILL)
            except OSError:
                pass  # It is gone, or not ours.
