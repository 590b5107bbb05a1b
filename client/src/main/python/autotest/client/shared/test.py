"""The base class of tests, and the helper for tests made of many small ones."""

import contextlib
import functools
import logging
import shutil

from autotest import checks, measures
from autotest.client.shared import error

_ATTRIBUTES = ("srcdir", "resultsdir", "profdir", "debugdir", "tmpdir", "tagged_testname")

# Where the test that is being made will work, and the line to the harness: set by `placed` only.
_place = []


@contextlib.contextmanager
def placed(specification, bridge):
    """For the time of a `with` block, tests are made to work where a specification says."""
    _place.append((specification, bridge))
    try:
        yield
    finally:
        _place.pop()


class base_test(object):
    """What every test inherits. The harness calls the phases, in this order: `initialize`, `setup`
    (when the version is new), `warmup`, then for each iteration `before_run_once`, `run_once`,
    `after_run_once`, `postprocess_iteration`, at last `postprocess` and `cleanup`.

    A phase gets those named arguments of `job.run_test` that it declares, or all with `**dargs`.
    """

    preserve_srcdir = False
    network_destabilizing = False

    def __init__(self, job, bindir, outputdir):
        specification, self._bridge = _place[-1]
        self.job = job
        self.pkgmgr = job.pkgmgr
        self.autodir = job.autodir
        self.bindir = bindir
        self.outputdir = outputdir
        for name in _ATTRIBUTES:
            setattr(self, name, specification[name])
        self.iteration = 0
        self.failed_constraints = []
        self.before_iteration_hooks = []
        self.after_iteration_hooks = []

    def initialize(self):
        """Takes the arguments; the first phase of each run."""

    def setup(self):
        """Builds what the test needs in `srcdir`; once for each version."""

    def warmup(self, *args, **dargs):
        """Gets things going; its time does not count."""

    def before_run_once(self):
        """Comes before each `run_once`."""

    def after_run_once(self):
        """Comes after each `run_once` that did not raise."""

    def postprocess_iteration(self):
        """Makes results of one iteration's output."""

    def postprocess(self):
        """Makes results of all iterations' output."""

    def cleanup(self):
        """Undoes what the other phases did; comes also after a failure."""

    def execute(
        self,
        iterations=None,
        test_length=None,
        profile_only=None,
        _get_time=None,
        postprocess_profiled_run=None,
        constraints=(),
        *args,
        **dargs
    ):
        """Runs the iterations. A test may override it, and then runs whatever it likes, once."""
        self._bridge.call(
            "test.execute_loop",
            iterations=iterations,
            test_length=test_length,
            profile_only=profile_only,
            postprocess_profiled_run=postprocess_profiled_run,
            constraints=list(constraints),
            args=dargs,
        )

    def register_before_iteration_hook(self, iteration_hook):
        """Calls `iteration_hook(test)` before each iteration."""
        self.before_iteration_hooks.append(iteration_hook)

    def register_after_iteration_hook(self, iteration_hook):
        """Calls `iteration_hook(test)` after each iteration, also one that raised."""
        self.after_iteration_hooks.append(iteration_hook)

    def assert_(self, expr, msg="Assertion failed."):
        """TestError with this message unless `expr` is true."""
        checks.count()
        if not expr:
            raise error.TestError(msg)

    def needs(self, program, debian, fedora):
        """The path of a program; TestNAError, which names the package, when it is not on PATH."""
        path = shutil.which(program)
        if path is None:
            raise error.TestNAError(
                "%s is not on PATH; install it: %s (Debian), %s (Fedora)"
                % (program, debian, fedora)
            )
        return path

    def write_test_keyval(self, attr_dict):
        """Writes values about the whole run."""
        self._bridge.call("test.write_test_keyval", _named(attr_dict))

    def write_iteration_keyval(self, attr_dict, perf_dict, tap_report=None):
        """Writes one record of attributes (texts) and perf values (numbers) of an iteration."""
        self._bridge.call(
            "test.write_iteration_keyval", _named(attr_dict or {}), _named(perf_dict or {})
        )

    def write_attr_keyval(self, attr_dict):
        """Writes a record of attributes only."""
        self.write_iteration_keyval(attr_dict, {})

    def write_perf_keyval(self, perf_dict, units=None, better=None):
        """Writes a record of perf values; with `units`, `better` also what they are.

        Both are dictionaries by the names of the values, or one text for all: `{"speed": "MB/s"}`,
        `"higher"` or `"lower"`. They become the attributes `speed.unit` and `speed.better`.
        """
        self.write_iteration_keyval(measures.attributes(perf_dict, units, better), perf_dict)

    def sub_result(self, name, status, reason="", seconds=None):
        """Tells how a part of this test went; `job.sub_result` says what that means."""
        self.job.sub_result(name, status, reason, seconds)

    def read_sub_results(self, path, format=None):
        """Reads a file of TAP, KTAP or JUnit XML; `job.read_sub_results` says how."""
        return self.job.read_sub_results(path, format)


def _named(values):
    """Values as the keyval file will show them, under names that are texts."""
    return {str(name): _shown(value) for name, value in values.items()}


def _shown(value):
    plain = type(value) in (int, float, str)
    return value if plain else str(value)


def subtest_fatal(function):
    """Decorator for `Subtest.test`: a failure ends the test that called it."""

    @functools.wraps(function)
    def fatal(self, *args, **dargs):
        self.fatal = True
        return function(self, *args, **dargs)

    return fatal


def subtest_nocleanup(function):
    """Decorator for `Subtest.test`: `clean` is not called after it."""

    @functools.wraps(function)
    def unclean(self, *args, **dargs):
        self.cleaned = False
        return function(self, *args, **dargs)

    return unclean


class Subtest(object):
    """A small test inside a test: calling the class runs it.

    A subclass has `test(…)` and `clean()`. What `test` raises is logged and counted, and raised only
    when `test` is `@subtest_fatal`; the call gives what `test` returned, or None.
    """

    result = []
    passed = 0
    failed = 0

    def __new__(cls, *args, **dargs):
        self = object.__new__(cls)
        self.fatal = False
        self.cleaned = True
        try:
            value = self.test(*args, **dargs)
        except Exception:
            Subtest.failed += 1
            cls._note("FAIL", args, dargs)
            error.log_exception("Subtest %s failed: " % cls.__name__)
            if self.fatal:
                raise
            return None
        else:
            Subtest.passed += 1
            cls._note("PASS", args, dargs)
            return value
        finally:
            if self.cleaned:
                self.clean()

    @classmethod
    def _note(cls, word, args, dargs):
        checks.count()
        shown = [repr(arg) for arg in args]
        shown += ["%s=%r" % item for item in sorted(dargs.items())]
        Subtest.result.append((word, cls.__name__, ", ".join(shown)))
        logging.info("Subtest %s(%s): %s", cls.__name__, ", ".join(shown), word)

    def test(self, *args, **dargs):
        """The test itself."""
        raise NotImplementedError("%s has no test()" % type(self).__name__)

    def clean(self):
        """Undoes what `test` did."""
        raise NotImplementedError("%s has no clean()" % type(self).__name__)

    @classmethod
    def has_failed(cls):
        """True when a subtest of this test failed."""
        return Subtest.failed > 0

    @classmethod
    def get_result(cls):
        """(word, name, arguments) of every subtest run so far."""
        return list(Subtest.result)

    @classmethod
    def get_text_result(cls):
        """The same as lines of text."""
        return "".join("%s  %s(%s)\n" % entry for entry in Subtest.result)
