"""Tests of the server: `class NAME(test.test)` in `NAME/NAME.py`, with the phases of all tests."""

import contextlib
import inspect
import logging
import os
import re
import shutil

from autotest import measures, wire
from autotest.client.shared import error
from autotest.legacy import imports
from autotest.server import iterations as loops
from autotest.server import outputs, utils
from autotest.server.job import in_words

_TAGS = ("tag", "subdir_tag")
# What the original's own parts understood, and has no meaning for a test here.
_CONSUMED = ("disable_sysinfo", "host_parameter", "disable_sysinfo_install_cache")
# What no component of a name in the results may hold.
_NO_NAME = re.compile(r"[/\x00-\x1f\x7f]")
_PHASES = (
    "initialize setup warmup execute before_run_once run_once after_run_once "
    "postprocess_iteration postprocess cleanup"
).split()


class test(object):
    """What a test of the server inherits; its `run_once` gets the arguments of `job.run_test`."""

    version = 1
    drop_caches_between_iterations = False

    def __init__(self, job, bindir, outputdir):
        self.job = job
        self.autodir = job.autodir
        self.bindir = bindir
        self.srcdir = os.path.join(bindir, "src")
        self.outputdir = outputdir
        self.iteration = 0
        self.before_iteration_hooks = []
        self.after_iteration_hooks = []
        self.failed_constraints = []
        self._last_perf = {}
        for name in ("results", "profiling", "debug", "tmp"):
            os.makedirs(os.path.join(outputdir, name), exist_ok=True)
        self.resultsdir = os.path.join(outputdir, "results")
        self.profdir = os.path.join(outputdir, "profiling")
        self.debugdir = os.path.join(outputdir, "debug")
        self.tmpdir = os.path.join(outputdir, "tmp")
        self.tagged_testname = os.path.basename(outputdir)

    def initialize(self):
        """Takes the arguments; the first phase."""

    def setup(self):
        """Builds what the test needs."""

    def warmup(self):
        """Gets things going."""

    def before_run_once(self):
        """Comes before each `run_once`."""

    def run_once(self):
        """The test."""

    def after_run_once(self):
        """Comes after each `run_once` that did not raise."""

    def execute(self, iterations=1, test_length=None, profile_only=None, _get_time=None,
                postprocess_profiled_run=None, constraints=(), *args, **dargs):
        """Runs the iterations. A test may override it, and then runs whatever it likes, once.

        For `test_length` seconds, or so many `iterations`; TestFail when one of `constraints`,
        expressions over the perf values written last, was not met after one of them. With profilers
        there is one more run, which they watch; with `profile_only` they watch each, and there is no
        other.
        """
        profilers = self.job.profilers
        if profile_only is None:
            profile_only = profilers.only()
        if profile_only and not profilers.present():
            words = "No profilers have been added but profile_only is set - nothing will be run"
            self.job.record("WARN", None, None, words)
            return
        loop = loops.Loop(self, iterations, test_length, constraints, lambda: self._last_perf)
        loop.run(lambda: self._run_one(profile_only, True, args, dargs))
        if profilers.present() and not profile_only:
            self.iteration += 1
            self._run_one(True, bool(postprocess_profiled_run), args, dargs)
        _phase(self, "postprocess", (), {})
        loop.require_met()

    def _run_one(self, profiled, postprocess, args, dargs):
        for hook in self.before_iteration_hooks:
            hook(self)
        try:
            _phase(self, "before_run_once", (), {})
            if profiled:
                self._run_profiled(args, dargs)
            else:
                _phase(self, "run_once", args, dargs)
            _phase(self, "after_run_once", (), {})
            if postprocess:
                _phase(self, "postprocess_iteration", (), {})
        finally:
            for hook in self.after_iteration_hooks:
                hook(self)

    def _run_profiled(self, args, dargs):
        profilers = self.job.profilers
        profilers.start(self)
        try:
            _phase(self, "run_once", args, dargs)
        finally:
            profilers.stop(self)
            profilers.report(self)

    def register_before_iteration_hook(self, iteration_hook):
        """Calls `iteration_hook(test)` before each iteration."""
        self.before_iteration_hooks.append(iteration_hook)

    def register_after_iteration_hook(self, iteration_hook):
        """Calls `iteration_hook(test)` after each iteration, also one that raised."""
        self.after_iteration_hooks.append(iteration_hook)

    def postprocess_iteration(self):
        """Makes results of one iteration's output."""

    def postprocess(self):
        """Makes results of all iterations' output."""

    def cleanup(self):
        """Undoes what the other phases did; comes also after a failure."""

    def write_test_keyval(self, attr_dict):
        """Writes values about the whole run."""
        utils.write_keyval(self.outputdir, attr_dict)

    def write_iteration_keyval(self, attr_dict, perf_dict, tap_report=None):
        """Writes one record of attributes and perf values of an iteration."""
        if attr_dict:
            utils.write_keyval(self.resultsdir, attr_dict, type_tag="attr")
        if perf_dict:
            utils.write_keyval(self.resultsdir, perf_dict, type_tag="perf")
            self._last_perf = dict(perf_dict)
        with open(os.path.join(self.resultsdir, "keyval"), "a") as keyval:
            keyval.write("\n")

    def write_attr_keyval(self, attr_dict):
        """Writes a record of attributes only."""
        self.write_iteration_keyval(attr_dict, {})

    def write_perf_keyval(self, perf_dict, units=None, better=None):
        """Writes a record of perf values; `measures.attributes` says what `units`, `better` are."""
        self.write_iteration_keyval(measures.attributes(perf_dict, units, better), perf_dict)


def runtest(job, url, args, dargs):
    """Runs one test and records it; whether it ended well. What is no exception of a test is raised."""
    name = os.path.basename(url.rstrip("/"))
    tags = [str(dargs.pop(tag)) for tag in _TAGS if dargs.get(tag) not in (None, "")]
    for word in _CONSUMED + _TAGS:
        dargs.pop(word, None)
    subdir = ".".join([name] + tags)
    if _NO_NAME.search(subdir) or len(subdir) > 255:
        raise error.TestError("running %s: '%s' cannot be a directory of the results" % (url, subdir))
    if os.path.exists(os.path.join(job.testdir, name, _camel_case(name) + ".java")):
        return job._call("job.run_java_test", name, dict(dargs, **({"tag": ".".join(tags)} if tags else {})))
    path = _found(job, url, name)
    outputdir = os.path.join(job.resultdir, subdir)
    if os.path.exists(outputdir):
        raise error.TestError("running %s: %s exists already, give it a tag" % (name, outputdir))
    os.makedirs(outputdir)
    with outputs.kept(job, outputdir, subdir):
        return _recorded(job, subdir, _Life(job, name, path, outputdir, args, dargs))


def _recorded(job, subdir, life):
    """Lives it, with its entries in the status log."""
    job.record("START", subdir, subdir)
    try:
        life.live()
    except error.TestBaseException as raised:
        return _ended(job, subdir, raised.exit_status, str(raised), raised)
    except error.JobError as raised:
        _ended(job, subdir, "ABORT", str(raised), raised)
        raise
    except BaseException as raised:
        _ended(job, subdir, "ABORT", in_words(raised), raised)
        raise
    job.record("GOOD", subdir, subdir, "completed successfully")
    job.record("END GOOD", subdir, subdir)
    return True


def _camel_case(name):
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def _ended(job, subdir, status, words, raised):
    logging.error("%s: %s", subdir, wire.exception_to_wire(raised)["traceback"].rstrip())
    job.record(status, subdir, subdir, words)
    job.record("END " + status, subdir, subdir)
    return False


def _found(job, url, name):
    for directory in (url, os.path.join(job.testdir, url)):
        path = os.path.join(directory, name + ".py")
        if os.path.isabs(directory) and os.path.exists(path):
            return path
    raise error.JobError("running the test %s: there is no %s.py in %s" % (url, name, job.testdir))


class _Life(object):
    """The phases of one test, each with those of the arguments that it declares."""

    def __init__(self, job, name, path, outputdir, args, dargs):
        self._job = job
        self._name = name
        self._path = path
        self._outputdir = outputdir
        self._args = args
        self._dargs = dargs
        cleanup = self._dargs.pop("run_cleanup", None)
        self._cleans = job.run_test_cleanup if cleanup is None else cleanup

    def live(self):
        """Lives it. Raises a member of the family of TestBaseException, or what ends the job."""
        with _unhandled(error.UnhandledTestError):
            kind = imports.load_named(self._name, self._path)
            if not (isinstance(kind, type) and issubclass(kind, test)):
                raise error.TestError(
                    "loading %s: it has no class %s derived from test.test" % (self._path, self._name)
                )
            one = kind(self._job, os.path.dirname(self._path), self._outputdir)
            self._write_first_keyvals(one, kind)
            _refuse_unknown(one, self._dargs)
        before = os.getcwd()
        try:
            os.chdir(self._outputdir)
            self._run_phases(one, kind)
        except BaseException:
            self._clean(one, failed=True)
            raise
        else:
            self._clean(one, failed=False)
        finally:
            os.chdir(before)
            shutil.rmtree(one.tmpdir, ignore_errors=True)

    def _write_first_keyvals(self, one, kind):
        keyvals = dict(self._dargs.pop("test_attributes", None) or {})
        keyvals.update(("param-" + name, repr(value)) for name, value in self._dargs.items())
        one.write_test_keyval(dict(keyvals, version=kind.version))

    def _run_phases(self, one, kind):
        with _unhandled(error.UnhandledTestError):
            for phase in ("initialize", "setup"):
                _phase(one, phase, (), self._dargs)
        with _unhandled(error.UnhandledTestFail):
            _phase(one, "warmup", (), self._dargs)
            if kind.execute is test.execute:
                options = {k: self._dargs[k] for k in loops.WORDS if k in self._dargs}
                rest = {k: v for k, v in self._dargs.items() if k not in options}
                # What stands before the arguments without a name is given without one, too.
                one.execute(*loops.in_order(options), *self._args, **rest)
            else:
                _phase(one, "execute", self._args, self._dargs)

    def _clean(self, one, failed):
        """After a failure what cleanup raises is logged: the first stands."""
        if not self._cleans:
            return
        try:
            with _unhandled(error.UnhandledTestError):
                _phase(one, "cleanup", (), self._dargs)
        except Exception:
            if not failed:
                raise
            error.log_exception("cleanup after a failure: ")


def _refuse_unknown(one, dargs):
    """TestError for an argument that no phase takes."""
    is_own = type(one).execute is not test.execute
    taken = set()
    for phase in _PHASES:
        if phase == "execute" and not is_own:
            continue
        for parameter in inspect.signature(getattr(one, phase)).parameters.values():
            if parameter.kind is parameter.VAR_KEYWORD:
                return
            taken.add(parameter.name)
    unknown = sorted(set(dargs) - taken - set(() if is_own else loops.WORDS))
    if unknown:
        words = (", ".join(unknown), type(one).__name__, ", ".join(sorted(taken)) or "none")
        raise error.TestError("Unknown arguments: %s; %s takes %s" % words)


@contextlib.contextmanager
def _unhandled(kind):
    """What is no exception of tests or jobs becomes one: of `kind`, when it is none of ours at all."""
    try:
        yield
    except (error.TestBaseException, error.JobError):
        raise
    except error.AutotestError as raised:
        raise error.UnhandledTestError(raised) from raised
    except Exception as raised:
        raise kind(raised) from raised


def _phase(one, name, args, dargs):
    """Calls a phase with those of the named arguments that it declares."""
    method = getattr(one, name)
    declared = inspect.signature(method).parameters.values()
    if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in declared):
        names = {parameter.name for parameter in declared}
        dargs = {key: value for key, value in dargs.items() if key in names}
    method(*args, **dargs)
