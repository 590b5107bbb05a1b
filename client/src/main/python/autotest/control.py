"""Runs a control file and its steps, for the harness."""

import builtins
import logging
import os
import re
import shutil
import sys
import time

from autotest import callbacks
from autotest.client import job, utils
from autotest.client.shared import error
from autotest.legacy import source

# Modules that control files have always found without importing them.
_MODULES = (error, logging, os, re, shutil, sys, time, utils)


class ControlWorker(object):
    """Serves the calls `control.…` and `callback.call`."""

    def __init__(self, bridge):
        self._bridge = bridge
        self._job = None
        self._globals = {}

    def handlers(self):
        """The calls it serves, by name."""
        return {
            "control.execute": self.execute,
            "control.step": self.step,
            "callback.call": callbacks.call,
        }

    def execute(self, path, args):
        """Runs the whole file; tells whether a function `step_init` is defined now."""
        self._job = job.Job(self._bridge, path, args)
        self._globals = control_globals(self._job, path, args)
        source.compile_file(path).run(self._globals)
        return {"step_init": callable(self._globals.get("step_init"))}

    def step(self, ancestry, name, args, kwargs):
        """Runs one step. Tells whether it is a function of the file itself, and which functions
        are in what it returned, if that is `locals()`.
        """
        enclosing = self._enclosing(ancestry, name)
        made = _find(self._scope(enclosing), name)(*args, **kwargs)
        made = made if isinstance(made, dict) else {}
        functions = [key for key in made if isinstance(key, str) and callable(made[key])]
        return {"global": not enclosing, "functions": functions}

    def _enclosing(self, ancestry, name):
        """The last of the ancestors, from the function of the file itself on: those that enclose a
        step. None do when it is such a function.

        A `step_init` with ancestors is that of the innermost, never the file's own. Clients used
        to keep every step that had queued another as an ancestor.
        """
        names = [ancestor["name"] for ancestor in ancestry] + [name]
        outermost = 0
        for index, each in enumerate(names):
            first = each.partition(".")[0]
            if first in self._globals and first != "step_init":
                outermost = index
        return ancestry[outermost:]

    def _scope(self, enclosing):
        """Where a step is found: in the globals, and in what the steps around it return.

        To have that again they are called again, but queue nothing.
        """
        scope = self._globals
        with self._job.queueing_nothing():
            for step in enclosing:
                made = _find(scope, step["name"])(*step["args"], **step["kwargs"])
                if isinstance(made, dict):
                    scope = dict(scope, **made)
        return scope


def control_globals(the_job, path, args):
    """What a control file finds in its globals: `job`, `args`, all of `error` and `utils`."""
    scope = {module.__name__.rpartition(".")[2]: module for module in _MODULES}
    for module in (utils, error):
        names = getattr(module, "__all__", [n for n in vars(module) if n[0] != "_"])
        scope.update({name: getattr(module, name) for name in names})
    scope.update(job=the_job, args=args, __name__="control", __file__=path)
    scope["__builtins__"] = builtins
    return scope


def _find(scope, name):
    """The function of a name, which may have dots: `job.run_test`."""
    first, *rest = name.split(".")
    if first in scope:
        found = scope[first]
    elif hasattr(builtins, first):
        found = getattr(builtins, first)
    else:
        raise NameError("name '%s' is not defined" % first)
    for part in rest:
        found = getattr(found, part)
    return found
