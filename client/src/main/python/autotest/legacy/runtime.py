"""What Python 2 had and Python 3 has not, put into the globals of old sources.

The names with double underscores are called by code that `idioms` and `statements` make.
"""

import builtins
import functools
import os
import string as _string
import sys


def _has_key(mapping, key):
    return mapping.has_key(key) if hasattr(mapping, "has_key") else key in mapping


def _iterate(mapping, name):
    """`iteritems` and its like, of a dictionary or of whatever has such a method."""
    if hasattr(mapping, name):
        return getattr(mapping, name)()
    return iter(getattr(mapping, name[len("iter") :])())


def _as_list(views):
    """A list of what `keys`, `values` or `items` of a dictionary gave; others stay."""
    kinds = (type({}.keys()), type({}.values()), type({}.items()))
    return list(views) if isinstance(views, kinds) else views


def _divide(left, right):
    """`/` between whole numbers rounds down."""
    if isinstance(left, int) and isinstance(right, int):
        return left // right
    return left / right


def _raise(kind, value=None, trace=None):
    """The exception of `raise kind, value, trace`."""
    if isinstance(kind, BaseException):
        made = kind
    elif isinstance(value, BaseException) and isinstance(value, kind):
        made = value
    elif value is None:
        made = kind()
    elif isinstance(value, tuple):
        made = kind(*value)
    else:
        made = kind(value)
    return made.with_traceback(trace) if trace is not None else made


def _message(thing):
    """`message` of an exception: its only argument, or ''."""
    if isinstance(thing, BaseException) and not hasattr(thing, "message"):
        return thing.args[0] if len(thing.args) == 1 else ""
    return thing.message


def _os_write(descriptor, data):
    """`os.write` of a text: one byte a character, when each fits."""
    if isinstance(data, str):
        try:
            data = data.encode("latin-1")
        except UnicodeEncodeError:
            data = data.encode("utf-8")
    return os.write(descriptor, data)


class _OldString(object):
    """The functions that the module `string` had."""

    letters = _string.ascii_letters
    lowercase = _string.ascii_lowercase
    uppercase = _string.ascii_uppercase
    atoi = staticmethod(int)
    atof = staticmethod(float)
    maketrans = staticmethod(str.maketrans)

    @staticmethod
    def join(words, separator=" "):
        return separator.join(words)

    joinfields = join

    def __getattr__(self, name):
        return getattr(_string, name, None) or getattr(str, name)


def _cmp(left, right):
    return (left > right) - (left < right)


def _execfile(path, scope, inner=None):
    from autotest.legacy import source

    source.compile_file(path).run(scope, inner)


def _apply(function, args=(), dargs=None):
    return function(*args, **(dargs or {}))


def _file(path, mode="r", buffering=-1):
    return open(path, mode, buffering)


# Names of any old source.
BUILTINS = {
    "__py2_has_key__": _has_key,
    "__py2_iterate__": _iterate,
    "__py2_list__": _as_list,
    "__py2_divide__": _divide,
    "__py2_raise__": _raise,
    "__py2_message__": _message,
    "__py2_os_write__": _os_write,
    "__py2_string__": _OldString(),
    "StandardError": Exception,
    "apply": _apply,
    "basestring": str,
    "cmp": _cmp,
    "execfile": _execfile,
    "file": _file,
    "intern": sys.intern,
    "long": int,
    "raw_input": builtins.input,
    "reduce": functools.reduce,
    "unichr": chr,
    "unicode": str,
    "xrange": range,
}


def _list_of(function):
    @functools.wraps(function)
    def listed(*args):
        return list(function(*args))

    return listed


# Further names of a source that is certainly Python 2: functions that gave lists.
LISTS = {
    "filter": _list_of(filter),
    "map": _list_of(map),
    "range": _list_of(range),
    "zip": _list_of(zip),
}
