"""What Python 2's standard library had and Python 3's has not: modules, and names in modules."""

import importlib

from autotest.legacy import kinds, modules, octets, texts


def _commands():
    import subprocess

    def getstatusoutput(command):
        """The status is that of `wait`: 256 for an exit with 1."""
        done = subprocess.run(
            octets.name(command), shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        output = octets.read(done.stdout.decode("utf-8", "surrogateescape"))
        output = output[:-1] if output.endswith("\n") else output
        return modules.wait_status(done.returncode), output

    return {
        "getoutput": lambda command: getstatusoutput(command)[1],
        "getstatusoutput": getstatusoutput,
        "getstatus": lambda path: getstatusoutput("ls -ld %s" % path)[1],
        "mkarg": lambda text: " '" + text.replace("'", "'\\''") + "'",
        "mk2arg": lambda head, name: " '" + (head + "/" + name).replace("'", "'\\''") + "'",
    }


def _urllib2():
    from autotest.legacy import network

    return network.urllib2()


def _http_server():
    from autotest.legacy import network

    return network.http_server()


def _socket_server():
    from autotest.legacy import network

    return network.socketserver()


def _string_io():
    from autotest.legacy import memory

    return memory.names()


def _hash(name):
    def names():
        import hashlib

        maker = texts.hashing(getattr(hashlib, name))
        return {"new": maker, name: maker}

    return names


def _pickle():
    """`cPickle`: files opened as text are good enough, as they were."""
    import pickle

    def raw(file):
        return getattr(file, "buffer", file)

    def dump(value, file, protocol=0):
        if hasattr(file, "buffer"):
            file.flush()
        pickle.dump(value, raw(file), protocol)

    names = {name: value for name, value in vars(pickle).items() if name[0] != "_"}
    names.update(dump=dump, load=lambda file: pickle.load(raw(file)))
    return names


def _pipes():
    import shlex

    return {"quote": shlex.quote}


def _statvfs():
    words = "BSIZE FRSIZE BLOCKS BFREE BAVAIL FILES FFREE FAVAIL FLAG NAMEMAX".split()
    return {"F_" + word: place for place, word in enumerate(words)}


def _new():
    """`new`: objects of the interpreter."""
    import types

    return {
        "classobj": type,
        "code": types.CodeType,
        "function": types.FunctionType,
        "instancemethod": lambda function, instance, *_: types.MethodType(function, instance),
        "module": types.ModuleType,
    }


def _sets():
    return {"Set": set, "ImmutableSet": frozenset}


def _versions():
    """`distutils.version`: versions that compare number by number."""
    import functools
    import re

    @functools.total_ordering
    class LooseVersion(object):
        """A version such as 2.6.32-rc1."""

        def __init__(self, vstring=""):
            self.vstring = str(vstring)
            parts = re.findall(r"\d+|[a-z]+", self.vstring)
            self.version = [int(part) if part.isdigit() else part for part in parts]

        def _key(self):
            return [(0, part, "") if isinstance(part, int) else (1, 0, part) for part in self.version]

        def __eq__(self, other):
            return self._key() == _loose(other)._key()

        def __lt__(self, other):
            return self._key() < _loose(other)._key()

        def __hash__(self):
            return hash(self.vstring)

        def __str__(self):
            return self.vstring

        def __repr__(self):
            return "LooseVersion ('%s')" % self.vstring

    def _loose(value):
        return value if isinstance(value, LooseVersion) else LooseVersion(value)

    return {"LooseVersion": LooseVersion, "StrictVersion": LooseVersion}


def _spawn():
    import shutil

    return {"find_executable": shutil.which}


def _distutils():
    return {"__path__": []}


# Modules made here when the interpreter has none of that name.
MADE = {
    "BaseHTTPServer": _http_server,
    "ConfigParser": modules.config_parser,
    "SimpleHTTPServer": _http_server,
    "SocketServer": _socket_server,
    "StringIO": _string_io,
    "cPickle": _pickle,
    "cStringIO": _string_io,
    "cgi": lambda: {"escape": modules.escape},
    "commands": _commands,
    "distutils": _distutils,
    "distutils.spawn": _spawn,
    "distutils.version": _versions,
    "imp": modules.imp,
    "md5": _hash("md5"),
    "new": _new,
    "pipes": _pipes,
    "popen2": modules.popen2,
    "sets": _sets,
    "sha": _hash("sha1"),
    "statvfs": _statvfs,
    "urllib2": _urllib2,
}

PACKAGES = frozenset(["distutils"])


def _lazily(module, names):
    """Gives a module further names, made when they are asked for."""
    before = vars(module).get("__getattr__")
    if getattr(before, "asks_old_names", False):
        return

    def __getattr__(name):
        value = names(name)
        if value is not None:
            return value
        if before is not None:
            return before(name)
        raise AttributeError("module %r has no attribute %r" % (module.__name__, name))

    __getattr__.asks_old_names = True
    module.__getattr__ = __getattr__


def _in_urllib(name):
    """`urllib.urlopen`, `urllib.quote` and so on, when somebody imports plain `urllib`."""
    if name.startswith("__"):
        return None
    for part in ("parse", "request", "error"):
        module = importlib.import_module("urllib." + part)
        if hasattr(module, name):
            found = getattr(module, name)
            return {"urlopen": _opening, "unquote": _unquoting, "unquote_plus": _unquoting}.get(
                name, lambda function: function
            )(found)
    return None


def _unquoting(function):
    """The function, keeping bytes that are no text."""

    def unquoted(text):
        return octets.read(function(text, errors="surrogateescape"))

    return unquoted


def _opening(urlopen):
    """`urllib.urlopen`, which opens files by their paths too."""
    import os

    from autotest.legacy import network

    with_text = network.opening(urlopen)

    def opened(url, *args, **dargs):
        if isinstance(url, str) and "://" not in url and os.path.exists(url):
            return octets.Response(open(url, "rb"))
        return with_text(url, *args, **dargs)

    return opened


def _imap(function, *things):
    return zip(*things) if function is None else map(function, *things)


def _in_itertools(name):
    import itertools

    return {
        "ifilter": filter,
        "ifilterfalse": itertools.filterfalse,
        "imap": _imap,
        "izip": zip,
        "izip_longest": itertools.zip_longest,
    }.get(name)


def _in_os(name):
    import os

    if name in ("popen2", "popen3", "popen4"):
        made = modules.popen2()[name]
        return lambda command, *_: _input_first(made(command))
    if name == "errno":
        import errno

        return errno
    if name in ("tempnam", "tmpnam"):
        import tempfile

        return lambda directory=None, prefix="tmp": tempfile.mktemp(prefix=prefix, dir=directory)
    return {"getcwdu": os.getcwd, "stat_float_times": lambda *_: True}.get(name)


def _input_first(streams):
    return (streams[1], streams[0]) + streams[2:]


def _in_string(name):
    """What `string` had besides: `from string import join, letters`."""
    from autotest.legacy import runtime

    return None if name.startswith("__") else getattr(runtime.OLD_STRING, name, None)


def _in_sys(name):
    import sys

    if name in ("exc_type", "exc_value", "exc_traceback"):
        return sys.exc_info()[("exc_type", "exc_value", "exc_traceback").index(name)]
    return {
        "maxint": (1 << 63) - 1,
        "exc_clear": lambda: None,
        # Texts are Unicode already, and files UTF-8.
        "setdefaultencoding": lambda encoding: None,
    }.get(name)


def _in_time(name):
    import time

    return time.process_time if name == "clock" else None


def _in_inspect(name):
    if name != "getargspec":
        return None
    import collections
    import inspect

    kind = collections.namedtuple("ArgSpec", "args varargs keywords defaults")
    return lambda function: kind(*inspect.getfullargspec(function)[:4])


def _in_operator(name):
    import collections.abc
    import numbers
    import operator

    from autotest.legacy import runtime

    return {
        "div": runtime.divide,
        "idiv": runtime.divide,
        "isCallable": callable,
        "isMappingType": lambda thing: isinstance(thing, collections.abc.Mapping),
        "isNumberType": lambda thing: isinstance(thing, numbers.Number),
        "isSequenceType": lambda thing: isinstance(thing, collections.abc.Sequence),
        "sequenceIncludes": operator.contains,
    }.get(name)


def _in_platform(name):
    if name not in ("dist", "linux_distribution"):
        return None
    from autotest.client.shared import distro

    found = distro.detect()
    return lambda *_, **__: (found.name, "%s.%s" % (found.version, found.release), "")


def _in_collections(name):
    import collections.abc

    if name == "DictMixin":
        return modules.dict_mixin()
    if name == "IterableUserDict":
        return collections.UserDict
    return getattr(collections.abc, name, None)


_OLD_NAMES = {
    "UserDict": _in_collections,
    "cgi": {"escape": modules.escape}.get,
    "collections": _in_collections,
    "inspect": _in_inspect,
    "itertools": _in_itertools,
    "operator": _in_operator,
    "os": _in_os,
    "platform": _in_platform,
    "string": _in_string,
    "sys": _in_sys,
    "time": _in_time,
    "types": kinds.TYPES.get,
    "urllib": _in_urllib,
}


def add_to(name):
    """Gives a module the names it had, when it is one of those that lost some."""
    names = _OLD_NAMES.get(name)
    if names is not None:
        _lazily(importlib.import_module(name), names)


# What `from MODULE import *` gave besides what it gives now.
STARRED = {
    "itertools": "ifilter ifilterfalse imap izip izip_longest",
    "operator": "div idiv isCallable sequenceIncludes",
    "os": "errno getcwdu popen2 popen3 popen4",
    "string": (
        "atof atoi atol capitalize center count expandtabs find index join joinfields letters ljust "
        "lower lowercase lstrip maketrans replace rfind rindex rjust rsplit rstrip split splitfields "
        "strip swapcase translate upper uppercase zfill"
    ),
    "sys": "exc_clear maxint",
    "time": "clock",
    "types": " ".join(kinds.TYPES),
    "urllib": (
        "pathname2url quote quote_plus unquote unquote_plus url2pathname urlcleanup urlencode urlopen "
        "urlretrieve"
    ),
}


def starred(module):
    """These names, with what they stand for."""
    names = _OLD_NAMES[module]
    return {name: names(name) for name in STARRED[module].split()}
