"""Decorators that keep exceptions of side work away from the main work."""

import functools
import logging

from autotest.client.shared import error


def log_and_ignore_errors(msg):
    """Decorator: an exception is logged behind this text, and the call gives None."""

    def decorator(function):
        @functools.wraps(function)
        def ignoring(*args, **dargs):
            try:
                return function(*args, **dargs)
            except Exception:
                error.log_exception("%s\n" % msg)
                return None

        return ignoring

    return decorator


def record(function):
    """Decorator for methods of an object with `job`: records GOOD, or FAIL with the reason.

    The operation is `log_name` of the call if given, else `record_operation` of the object and the
    name of the method; the subdirectory is `record_subdir` of the object.
    """

    @functools.wraps(function)
    def recorded(self, *args, **dargs):
        job, subdir = self.job, getattr(self, "record_subdir", None)
        operation = "%s%s" % (getattr(self, "record_operation", ""), function.__name__)
        try:
            value = function(self, *args, **dargs)
        except Exception as raised:
            job.record("FAIL", subdir, operation, _oneline(raised))
            raise
        job.record("GOOD", subdir, operation)
        return value

    return recorded


def _oneline(raised):
    text = str(raised) or type(raised).__name__
    return "".join(c if c.isprintable() or c == "\n" else " " for c in text)


def log_trace(level=logging.DEBUG):
    """Decorator: logs each call of the function at a level."""

    def decorator(function):
        @functools.wraps(function)
        def traced(*args, **dargs):
            logging.log(level, "%s%r", function.__name__, args)
            return function(*args, **dargs)

        return traced

    return decorator
