"""Modules of the library that take and give bytes, for sources that certainly are Python 2.

A character stands for each byte, as in `octets`.
"""

import functools
import importlib
import os

from autotest.legacy import octets

# Those that are replaced, in `import` and wherever their names stand.
NAMED = frozenset("base64 binascii bz2 gzip hashlib hmac tempfile zlib".split())

# Those of which objects are replaced too, by `import`: their names stand for other things as well.
_OBJECTS = frozenset("array cPickle csv ctypes fcntl imp math mmap pickle random socket struct tarfile zipfile".split())

MODULES = NAMED | _OBJECTS

# Those that are replaced in a source that may be of either language: nothing that works there changes.
EITHER = frozenset("base64 binascii csv ctypes hashlib imp pickle struct zlib".split())

# What `from MODULE import *` brings of what is replaced.
STARRED = {
    "array": ["ArrayType", "array"],
    "csv": ["DictReader", "reader"],
    "ctypes": ["CDLL", "c_buffer", "cdll", "create_string_buffer"],
    "fcntl": ["fcntl", "ioctl"],
    "math": ["ceil", "floor"],
    "mmap": ["mmap"],
    "pickle": ["dump", "dumps", "load", "loads"],
    "random": ["Random", "choice", "randint", "randrange", "sample", "seed", "shuffle"],
    "socket": ["inet_aton", "inet_ntoa", "inet_ntop", "inet_pton"],
    "struct": ["Struct", "pack", "pack_into", "unpack", "unpack_from"],
    "tarfile": ["TarFile"],
    "zipfile": ["ZipFile"],
}

_RENAMED = {"encodestring": "encodebytes", "decodestring": "decodebytes"}
_SIGNED = frozenset(["crc32", "adler32"])
_HASHES = frozenset("md5 sha1 sha224 sha256 sha384 sha512".split())
_FILES = frozenset(["open", "GzipFile", "BZ2File"])
_TEMPORARY = frozenset(["TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile"])


class Hash(object):
    """An object of `hashlib`, `md5`, `sha` or `hmac` that takes text."""

    def __init__(self, hashed):
        self._hashed = hashed

    def update(self, data):
        """Adds text."""
        self._hashed.update(octets.raw(data))

    def digest(self):
        """A character for each byte."""
        return octets.text(self._hashed.digest())

    def copy(self):
        """Another one that goes on from here."""
        return Hash(self._hashed.copy())

    def __getattr__(self, name):
        return getattr(self._hashed, name)


class OldModule(object):
    """A module whose functions take and give text."""

    def __init__(self, name):
        self._name = name
        self._replaced = None

    def __getattr__(self, name):
        module = importlib.import_module(self._name)
        if name[:2] == "__":
            return getattr(module, name)
        if self._replaced is None:
            self._replaced = _replaced(self._name)
        if name in self._replaced:
            return self._replaced[name]
        found = getattr(module, _RENAMED.get(name, name))
        wrap = _wrapper(self._name, name)
        if wrap is None or not callable(found) or _is_exception(found):
            return found
        made = wrap(found)
        setattr(self, name, made)
        return made


class EitherCtypes(object):
    """The module `ctypes` in a source that may be either: its functions take text and bytes."""

    def __getattr__(self, name):
        from autotest.legacy import foreign

        # Made once: what a source has said of a library stays with the library.
        if "cdll" not in vars(self):
            vars(self).update(foreign.names(texts=False))
        return vars(self).setdefault(name, getattr(foreign.ctypes, name))


class EitherModule(object):
    """A module whose functions take bytes, as they do, and text, of which they then make text."""

    def __init__(self, name):
        self._name = name

    def __getattr__(self, name):
        from autotest.legacy import replaced

        own = replaced.EITHER[self._name]() if self._name in replaced.EITHER else {}
        if name in own:
            vars(self).update(own)
            return own[name]
        found = getattr(importlib.import_module(self._name), name)
        if self._name in replaced.EITHER:
            return found
        if name[:2] == "__" or not callable(found) or _is_exception(found):
            return found
        made = _either_hash(found, name) if self._name == "hashlib" else _taking_both(found)
        setattr(self, name, made)
        return made


def _taking_both(function):
    old = texting(function)

    @functools.wraps(function)
    def called(*args, **dargs):
        try:
            return function(*args, **dargs)
        except TypeError:
            if not any(isinstance(arg, str) for arg in args):
                raise
        return old(*args, **dargs)

    return called


def _either_hash(function, name):
    """`hashlib.new` and makers of hashes: the name of an algorithm is no data."""
    names = 1 if name == "new" else 0

    @functools.wraps(function)
    def made(*args, **dargs):
        texts = any(isinstance(arg, str) for arg in args[names:])
        hashed = function(*args[:names], *map(octets.raw, args[names:]), **dargs)
        return EitherHash(hashed, texts)

    return made


class EitherHash(Hash):
    """One that gives bytes until it gets text."""

    def __init__(self, hashed, texts):
        Hash.__init__(self, hashed)
        self._texts = texts

    def update(self, data):
        """Adds bytes or text."""
        self._texts = self._texts or isinstance(data, str)
        Hash.update(self, data)

    def digest(self):
        """What it was made of: bytes, or a character for each."""
        return Hash.digest(self) if self._texts else self._hashed.digest()

    def copy(self):
        """Another one that goes on from here."""
        return EitherHash(self._hashed.copy(), self._texts)


def _replaced(module):
    """What a module has under other objects, which are loaded with it."""
    if module not in _OBJECTS:
        return {}
    if module == "ctypes":
        from autotest.legacy import foreign

        return foreign.names(texts=True)
    from autotest.legacy import replaced

    return replaced.REPLACED[module]()


def _is_exception(found):
    return isinstance(found, type) and issubclass(found, BaseException)


def _wrapper(module, name):
    """How a name of a module is wrapped; None for one that stays."""
    if module in _OBJECTS:
        return None
    if name in _SIGNED:
        return _signed
    if module == "hmac":
        return _keyed if name == "new" else None
    if module == "hashlib":
        return _named if name == "new" else hashing if name in _HASHES else None
    if module == "tempfile":
        return _temporary if name in _TEMPORARY else None
    return octets.as_text if name in _FILES else texting


def texting(function):
    """The function, taking and giving text."""

    @functools.wraps(function)
    def called(*args, **dargs):
        dargs = {name: octets.raw(value) for name, value in dargs.items()}
        return octets.text(function(*map(octets.raw, args), **dargs))

    return called


def _signed(function):
    @functools.wraps(function)
    def called(*args):
        value = function(*map(octets.raw, args))
        return value - (1 << 32) if value >= 1 << 31 else value

    return called


def hashing(function):
    """A maker of hashes, of text."""

    @functools.wraps(function)
    def made(*args, **dargs):
        return Hash(function(*map(octets.raw, args), **dargs))

    return made


def _named(function):
    """`hashlib.new`: the first argument is the name of an algorithm."""

    @functools.wraps(function)
    def made(name, data="", **dargs):
        return Hash(function(name, octets.raw(data), **dargs))

    return made


def _keyed(function):
    """`hmac.new`. The algorithm is a name, or a module or function, which may be one of ours."""

    @functools.wraps(function)
    def made(key, msg=None, digestmod=None):
        kind = getattr(digestmod, "new", digestmod) or "md5"
        kind = getattr(kind, "__wrapped__", kind)
        return Hash(function(octets.raw(key), octets.raw(msg), kind))

    return made


def _temporary(maker):
    """Files are of text, unless a mode says otherwise."""

    @functools.wraps(maker)
    def made(*args, **dargs):
        from autotest.legacy import files

        if not args and "mode" not in dargs:
            dargs.update(mode="w+", encoding="utf-8", errors="surrogateescape")
            dargs.pop("bufsize", None)
        return files.Lenient(maker(*args, **dargs))

    return made


def urandom(length):
    """`os.urandom` as text."""
    return octets.text(os.urandom(length))


def response(opened):
    """What `urlopen` gave, read as text."""
    done = isinstance(opened, octets.Response) or not hasattr(opened, "read")
    return opened if done else octets.Response(opened)


NAMES = {"__py2_%s__" % name: OldModule(name) for name in MODULES}
NAMES.update({"__py2_either_%s__" % name: EitherModule(name) for name in EITHER})
NAMES.update(
    {
        "__py2_either_ctypes__": EitherCtypes(),
        "__py2_either_imp__": NAMES["__py2_imp__"],
        "__py2_raw__": octets.raw,
        "__py2_response__": response,
        "__py2_urandom__": urandom,
    }
)
