"""Exceptions that decide the status of a test or a job, and the context of their messages.

Raised in a test, the class decides the status: `TestFail` FAIL, `TestError` (and `CmdError`) ERROR,
`TestNAError` TEST_NA, `TestWarn` WARN, `TestBug` BUG; `JobError` ends the whole job with ABORT.
A subclass counts as its base. The names below are in the globals of every control file, except
`JobContinue` and `JobComplete`, which have to be imported.
"""

import functools
import logging
import sys
import threading

from autotest import frames
from autotest.client.shared.autoserv_error import *

_contexts = threading.local()

CONTEXT_SEPARATOR = " --> "

# The most output of a failed command that its message repeats, in characters of each stream. The
# whole output is in the debug log.
OUTPUT_LIMIT = 4000


def _stack():
    """The contexts of this thread, one entry for each running `@context_aware` function."""
    if not hasattr(_contexts, "stack"):
        _contexts.stack = [["", ""]]
    return _contexts.stack


def get_context():
    """What this thread is doing now: the texts set by `context`, outermost first, or ''."""
    parts = [text for entry in _stack() for text in entry if text]
    return CONTEXT_SEPARATOR.join(parts)


def context(text="", log=None):
    """Says what the running function is doing from here on; replaces what it said before.

    `log`, when given, is a function such as `logging.info` that gets the whole chain.
    """
    _stack()[-1][1] = str(text)
    if log:
        log("Context: %s", get_context())


def base_context(text="", log=None):
    """Like `context`, but stays in front of later calls of `context` in the same function."""
    _stack()[-1][0] = str(text)
    _stack()[-1][1] = ""
    if log:
        log("Context: %s", get_context())


def set_exception_context(exception, text):
    """Puts a context on an exception, replacing one that is there."""
    exception._autotest_context = text


def get_exception_context(exception):
    """The context an exception carries, or ''."""
    return getattr(exception, "_autotest_context", "")


exception_context = get_exception_context


def join_contexts(first, second):
    """The two texts with the separator between, or the one that is not empty."""
    return CONTEXT_SEPARATOR.join(text for text in (first, second) if text)


def context_aware(function):
    """Decorator: contexts set inside end with the call, and an exception that leaves it keeps them."""

    @functools.wraps(function)
    def aware(*args, **dargs):
        _stack().append(["", ""])
        try:
            return function(*args, **dargs)
        except Exception as exception:
            if not get_exception_context(exception):
                set_exception_context(exception, get_context())
            raise
        finally:
            _stack().pop()

    return aware


def context_suffix(exception):
    """'    [context: a --> b]' for an exception that carries a context, else ''."""
    text = get_exception_context(exception)
    return "    [context: %s]" % text if text else ""


def context_for_exception(exception):
    """The context of an exception as messages show it, or ''."""
    return context_suffix(exception).strip()


def format_error():
    """The exception being handled, as one text with its traceback and context."""
    exception = sys.exc_info()[1]
    return frames.user_traceback(exception) + context_for_exception(exception)


def log_exception(message="", logger=logging):
    """Logs the exception being handled, with its traceback, as an error."""
    logger.error("%s%s", message, format_error())


class JobContinue(SystemExit):
    """Leaves the control file now; the job goes on after a reboot or with `--continue`."""


class JobComplete(SystemExit):
    """Leaves the control file now; the job is over."""


class AutotestError(Exception):
    """Base of all errors here. Its text ends with the context, when it has one."""

    def __str__(self):
        return Exception.__str__(self) + context_suffix(self)


class JobError(AutotestError):
    """Ends the job with ABORT."""


class UnhandledJobError(JobError):
    """A job ended by an exception that is none of these classes."""

    def __init__(self, unhandled):
        JobError.__init__(self, unhandled_message(unhandled, JobError))


class BarrierError(JobError):
    """Hosts did not meet at a barrier."""


class BarrierAbortError(BarrierError):
    """Another host asked that the barrier be given up."""


class NetCommunicationError(JobError):
    """Hosts of one job could not talk to each other."""


class DataSyncError(NetCommunicationError):
    """Hosts of one job could not exchange data."""


class HarnessError(JobError):
    """The harness could not do its part."""


class InstallError(JobError):
    """Something could not be installed."""


class HostInstallTimeoutError(JobError):
    """Installing a machine took too long."""


class HostInstallProfileError(JobError):
    """The wanted profile to install a machine with does not exist."""


class TestBaseException(AutotestError):
    """Base of the exceptions that give a test its status."""

    exit_status = "NEVER_RAISE_THIS"


class TestError(TestBaseException):
    """The test could not do its work: ERROR."""

    exit_status = "ERROR"


class TestNAError(TestBaseException):
    """The test does not apply here: TEST_NA."""

    exit_status = "TEST_NA"


class TestFail(TestBaseException):
    """The thing under test failed: FAIL."""

    exit_status = "FAIL"


class TestWarn(TestBaseException):
    """The test passed with something suspicious: WARN."""

    exit_status = "WARN"


class TestBug(TestBaseException):
    """The thing under test failed in a known way: BUG."""

    exit_status = "BUG"


def unhandled_message(unhandled, family):
    """'Unhandled ValueError: text' and the traceback; text only for a member of the family."""
    if isinstance(unhandled, family):
        return str(unhandled)
    if not isinstance(unhandled, BaseException):
        return str(unhandled)
    text = "Unhandled %s: %s" % (type(unhandled).__name__, unhandled)
    if not isinstance(unhandled, AutotestError):
        text += context_suffix(unhandled)
    return text + "\n" + frames.user_traceback(unhandled)


class UnhandledTestError(TestError):
    """A test ended, outside of its own work, by an exception that is none of these classes."""

    def __init__(self, unhandled):
        TestError.__init__(self, unhandled_message(unhandled, TestError))


class UnhandledTestFail(TestFail):
    """A test ended, in its own work, by an exception that is none of these classes."""

    def __init__(self, unhandled):
        TestFail.__init__(self, unhandled_message(unhandled, TestFail))


class CmdError(TestError):
    """A command failed, did not start, or took too long.

    `command` is the text that was run; `result_obj` has `exit_status`, `stdout`, `stderr`,
    `duration`; `additional_text` says in which way it failed.
    """

    def __init__(self, command, result_obj=None, additional_text=None):
        TestError.__init__(self, command, result_obj, additional_text)
        self.command = command
        self.result_obj = result_obj
        self.additional_text = additional_text

    def __str__(self):
        status = getattr(self.result_obj, "exit_status", None)
        if status is None:
            text = "Command <%s> failed and is not responding to signals" % self.command
        else:
            text = "Command <%s> failed, rc=%d" % (self.command, status)
        if self.additional_text:
            text += ", " + self.additional_text
        for name in ("stdout", "stderr"):
            output = _tail(getattr(self.result_obj, name, ""))
            if output:
                text += "\n%s:\n%s" % (name, output)
        return text + context_suffix(self)


def _tail(output):
    """The end of an output as text, at most OUTPUT_LIMIT characters, without its last newline."""
    if isinstance(output, bytes):
        output = output.decode("utf-8", "replace")
    output = (output or "").rstrip("\n")
    if len(output) <= OUTPUT_LIMIT:
        return output
    return "[...]\n" + output[-OUTPUT_LIMIT:]


class PackageError(TestError):
    """A package that a test needs could not be had."""


class AutotestRunError(AutotestError):
    """The client could not be run."""


class AutotestTimeoutError(AutotestError):
    """The client ran longer than it may."""


class PackagingError(AutotestError):
    """Base of the errors about test packages."""


class PackageUploadError(PackagingError):
    """A package could not be put into a repository."""


class PackageFetchError(PackagingError):
    """A package could not be had from any repository."""


class PackageRemoveError(PackagingError):
    """A package could not be removed from a repository."""


class PackageInstallError(PackagingError):
    """A package could not be unpacked where it is wanted."""


class RepoDiskFullError(PackagingError):
    """A repository has no room left."""


class RepoWriteError(PackagingError):
    """A repository cannot be written to."""


class RepoUnknownError(PackagingError):
    """A repository cannot be used, for a reason of its own."""


# Everything but the two that leave a control file: a bare `raise JobComplete` in a control file was
# always an unknown name.
__all__ = sorted(
    name
    for name, value in list(globals().items())
    if not name.startswith("_")
    and (getattr(value, "__module__", None) or "").startswith("autotest.client.shared.")
    and name not in ("JobContinue", "JobComplete")
)
