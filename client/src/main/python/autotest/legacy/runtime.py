"""What Python 2 had and Python 3 has not, put into the globals of old sources.

The names with double underscores are called by code that `idioms` and `statements` make.
"""

import builtins
import collections.abc
import functools
import os
import string as _string
import sys

from autotest.legacy import attributes, files, functions, language, octets, texts

_TEXT_CODECS = ("utf-8", "utf8", "ascii", "us-ascii", "latin-1", "latin1", "iso-8859-1", "unicode_escape")


def _has_key(mapping, key):
    kind = type(mapping)
    if isinstance(mapping, dict) and not hasattr(kind, "has_key"):
        return key in mapping
    if attributes.has(mapping, "has_key"):
        return mapping.has_key(key)
    if not hasattr(kind, "__contains__") and attributes.has(mapping, "__contains__"):
        return mapping.__contains__(key)
    return key in mapping


def _iterate(mapping, name):
    """`iteritems` and its like, of a dictionary or of whatever has such a method."""
    kind = type(mapping)
    own = hasattr(kind, name) if isinstance(mapping, dict) else attributes.has(mapping, name)
    if own:
        return getattr(mapping, name)()
    return iter(getattr(mapping, name[len("iter") :])())


class ViewList(list):
    """A list of the keys or items of a dictionary that is also good for what a view is good for."""

    def __and__(self, other):
        return set(self) & set(other)

    def __or__(self, other):
        return set(self) | set(other)

    def __sub__(self, other):
        return set(self) - set(other)

    def __xor__(self, other):
        return set(self) ^ set(other)

    def isdisjoint(self, other):
        """True without a common member."""
        return set(self).isdisjoint(other)


_VIEWS = (type({}.keys()), type({}.values()), type({}.items()), collections.abc.MappingView)


def _as_list(views):
    """A list of what `keys`, `values` or `items` of a dictionary gave; others stay."""
    return ViewList(views) if isinstance(views, _VIEWS) else views


def _type(thing):
    """`type`; what stands for a type of Python 2 is of that."""
    kind = type(thing)
    return {octets.Octets: str, ViewList: list}.get(kind, kind)


def divide(left, right):
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
    return os.write(descriptor, octets.raw(data))


def _os_read(descriptor, length):
    return octets.text(os.read(descriptor, length))


def _next(iterator):
    """`iterator.next()`, of an iterator or of whatever has such a method."""
    return iterator.next() if attributes.has(iterator, "next") else next(iterator)


def _decode(thing, encoding="ascii", errors="strict"):
    """`decode` of a text, which is decoded already, or of bytes."""
    if not isinstance(thing, str):
        return thing.decode(encoding, errors) if isinstance(thing, bytes) else thing.decode(encoding)
    if encoding.lower() in _TEXT_CODECS:
        if isinstance(thing, octets.Octets):
            return octets.raw(thing).decode(encoding, errors)
        return _without(thing, encoding, errors, "decode")
    return _through_codec("decode", thing, encoding)


def _encode(thing, encoding="ascii", errors="strict"):
    """`encode` of a text: into itself for an encoding of text, for writing turns it into bytes."""
    if not isinstance(thing, str):
        return thing.encode(encoding)
    if encoding.lower() in _TEXT_CODECS:
        return _without(thing, encoding, errors, "encode")
    return _through_codec("encode", thing, encoding)


def _without(text, encoding, errors, direction):
    """The text after what `errors` says has been done with what the encoding cannot say."""
    if errors == "strict" or encoding.lower() == "unicode_escape":
        return text
    if direction == "encode":
        return text.encode(encoding, errors).decode(encoding)
    if encoding.lower() in ("latin-1", "latin1", "iso-8859-1"):
        return text
    return text.encode("utf-8", "surrogateescape").decode(encoding, errors)


def _through_codec(direction, text, encoding):
    import codecs

    if encoding.lower().replace("-", "_") == "string_escape":
        return functions.escaped(text) if direction == "encode" else functions.unescaped(text)
    between_texts = encoding.lower().replace("_", "").replace("-", "") == "rot13"
    made = getattr(codecs, direction)(text if between_texts else octets.raw(text), encoding)
    return made.decode("latin-1") if isinstance(made, bytes) else made


def _unicode(string="", encoding=None, errors="strict"):
    """`unicode` of a thing, which may say by itself what it is as text, or of bytes."""
    if encoding is None and errors == "strict":
        return string.__unicode__() if hasattr(type(string), "__unicode__") else str(string)
    encoding = encoding or "utf-8"
    if isinstance(string, bytes):
        return string.decode(encoding, errors)
    return _decode(str(string), encoding, errors)


def _send(connection, method, data, *args):
    """`send`, `sendall` or `sendto` of a socket takes text."""
    import socket

    return getattr(connection, method)(
        octets.raw(data) if isinstance(connection, socket.socket) else data, *args
    )


def _key(compare):
    return None if compare is None else functools.cmp_to_key(compare)


def _sort(things, compare=None, key=None, reverse=False):
    """`sort` with a function that compares."""
    if isinstance(things, list):
        things.sort(key=_both(compare, key), reverse=reverse)
    else:
        things.sort(compare)


def _both(compare, key):
    if compare is None or key is None:
        return key or _key(compare)
    wrapped = functools.cmp_to_key(compare)
    return lambda member: wrapped(key(member))


def _sorted(things, cmp=None, key=None, reverse=False):
    return sorted(things, key=_both(cmp, key), reverse=reverse)


class _OldString(object):
    """The functions that the module `string` had."""

    letters = _string.ascii_letters
    lowercase = _string.ascii_lowercase
    uppercase = _string.ascii_uppercase
    atoi = atol = staticmethod(int)
    atof = staticmethod(float)
    maketrans = staticmethod(str.maketrans)

    @staticmethod
    def join(words, separator=" "):
        return separator.join(words)

    joinfields = join

    @staticmethod
    def splitfields(text, *args):
        return text.split(*args)

    @staticmethod
    def translate(text, table, deletions=""):
        return functions.translated(text, table, deletions)

    def __getattr__(self, name):
        return vars(_string).get(name) or getattr(str, name)


OLD_STRING = _OldString()


class _OldSubprocess(object):
    """The module `subprocess` whose output is text unless the caller says otherwise."""

    def __init__(self, spoken):
        self._spoken = spoken

    def __getattr__(self, name):
        from autotest.legacy import programs

        found = programs.named(name, self._spoken)
        setattr(self, name, found)
        return found


def _print(*things, **words):
    """`print`; in a file stand bytes, people get text."""
    builtins.print(*(things if words.get("file") else map(octets.shown, things)), **words)


def _execfile(path, scope=None, inner=None):
    from autotest.legacy import source

    source.compile_file(path).run(sys._getframe(1).f_globals if scope is None else scope, inner)


def _compile(text, path, mode, *flags, **words):
    """`compile`, also of text in Python 2."""
    from autotest.legacy import source

    if not isinstance(text, str) or mode == "single" or flags or words:
        return builtins.compile(text, path, mode, *flags, **words)
    if mode == "eval":
        return source.compile_expression(text.strip(), path)
    return source.compile_old(text, path).code


def _star(module, scope):
    """What `from MODULE import *` gave besides."""
    from autotest.legacy import library

    for name, value in library.starred(module).items():
        scope.setdefault(name, value)


def _apply(function, args=(), dargs=None):
    return function(*args, **(dargs or {}))


def _reload(module):
    import importlib

    return importlib.reload(module)


def _coerce(left, right):
    kind = complex if complex in map(type, (left, right)) else float
    return (left, right) if type(left) is type(right) else (kind(left), kind(right))


# Names of any old source.
BUILTINS = {
    **attributes.NAMES,
    **octets.NAMES,
    **functions.NAMES,
    **texts.NAMES,
    "__py2_decode__": _decode,
    "__py2_divide__": divide,
    "__py2_encode__": _encode,
    "__py2_has_key__": _has_key,
    "__py2_iterate__": _iterate,
    "__py2_list__": _as_list,
    "__py2_message__": _message,
    "__py2_next__": _next,
    "__py2_os_read__": _os_read,
    "__py2_os_write__": _os_write,
    "__py2_raise__": _raise,
    "__py2_send__": _send,
    "__py2_sort__": _sort,
    "__py2_sorted__": _sorted,
    "__py2_star__": _star,
    "__py2_string__": OLD_STRING,
    "__py2_either_subprocess__": _OldSubprocess(language.EITHER),
    "__py2_subprocess__": _OldSubprocess(language.PYTHON2),
    "__py2_type__": _type,
    "__py2_unicode__": _unicode,
    "StandardError": Exception,
    "apply": _apply,
    "basestring": str,
    "buffer": octets.buffer,
    "cmp": functions.compare,
    "coerce": _coerce,
    "execfile": _execfile,
    "file": files.opened,
    "intern": sys.intern,
    "long": int,
    "raw_input": builtins.input,
    "reduce": functools.reduce,
    "reload": _reload,
    "unichr": chr,
    "unicode": str,
    "xrange": range,
}


def _list_of(function):
    @functools.wraps(function)
    def listed(*args):
        return list(function(*args))

    return listed


class _Results(list):
    """A list for old sources that is an iterator too, for `next(map(…))` in new ones."""

    _rest = None

    def __next__(self):
        if self._rest is None:
            self._rest = list.__iter__(self)
        return next(self._rest)

    def __iter__(self):
        return list.__iter__(self) if self._rest is None else self._rest


def _hybrid(function):
    """Gives a list when all that is gone through is there already, else what Python 3 gives."""

    @functools.wraps(function)
    def mapped(*args):
        first = 0 if function is zip else 1
        sized = len(args) > first and all(hasattr(arg, "__len__") for arg in args[first:])
        if function is map and args and args[0] is None:
            args = (lambda *members: members if len(members) > 1 else members[0],) + args[1:]
        return _Results(function(*args)) if sized else function(*args)

    return mapped


def _whole_range(*args):
    """`range` of numbers that are whole, be their type what `/` makes of whole numbers."""
    return range(*(int(arg) if isinstance(arg, float) else arg for arg in args))


# Further names of a source that is certainly Python 2: functions that gave lists.
PYTHON2 = {
    **functions.COMPARING,
    language.READS_TEXT: language.PYTHON2,
    "bytearray": octets.ByteArray,
    "chr": octets.character,
    "compile": _compile,
    "eval": functions.evaluated,
    "filter": functions.filtered,
    "map": functions.mapped,
    "oct": functions.octal,
    "open": files.opened,
    "print": _print,
    "range": lambda *args: list(_whole_range(*args)),
    "round": functions.rounded,
    "zip": _list_of(zip),
}

# Further names of a source that may be of either language.
EITHER = {
    language.READS_TEXT: language.EITHER,
    "filter": _hybrid(filter),
    "map": _hybrid(map),
    "open": files.opened_by_either,
    "range": _whole_range,
    "zip": _hybrid(zip),
}
