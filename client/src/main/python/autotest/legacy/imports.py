"""Finding modules under the names old sources use.

Three finders: `autotest_lib.…` and other old paths of our own modules give the same module objects;
modules of a test's directory are compiled by `autotest.legacy.source`; modules of the standard
library that Python 3 renamed are found when nothing else has that name.
"""

import importlib
import importlib.machinery
import importlib.util
import os
import sys
import types

from autotest.legacy import source

# Old path → path in this package. The longest that fits wins; the rest of the name is kept.
_OLD_PATHS = {
    "autotest_lib": "autotest",
    "autotest.client.bin": "autotest.client",
    "autotest.client.common_lib": "autotest.client.shared",
}


class _AliasLoader(object):
    """Gives an existing module under another name, and leaves the module as it is."""

    def __init__(self, target):
        self._target = target
        self._spec = None

    def create_module(self, spec):
        module = importlib.import_module(self._target)
        self._spec = module.__spec__
        return module

    def exec_module(self, module):
        module.__spec__ = self._spec


class OldPaths(object):
    """Finds `autotest_lib.client.bin.utils` and the like."""

    def find_spec(self, fullname, path=None, target=None):
        actual = actual_name(fullname)
        if actual == fullname:
            return None
        if importlib.util.find_spec(actual) is None:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, _AliasLoader(actual), is_package=True)
        return spec


def actual_name(name):
    """The name in this package of a module with an old name; other names stay."""
    while True:
        for old, new in _OLD_PATHS.items():
            if name == old or name.startswith(old + "."):
                name = new + name[len(old) :]
                break
        else:
            return name


class ConvertingLoader(importlib.machinery.SourceFileLoader):
    """Loads a module of a test's author; its compiled form is never written beside it."""

    def get_code(self, fullname):
        return source.compile_file(self.get_filename(fullname)).code

    def exec_module(self, module):
        source.compile_file(self.path).run(module.__dict__)


class Directories(object):
    """Finds modules in directories of tests, before those of the system with the same name."""

    def __init__(self):
        self._finders = {}

    def add(self, directory):
        """Looks into a directory from now on, also as part of `sys.path`."""
        if directory not in self._finders:
            details = (ConvertingLoader, importlib.machinery.SOURCE_SUFFIXES)
            self._finders[directory] = importlib.machinery.FileFinder(directory, details)
            sys.path.insert(0, directory)

    def find_spec(self, fullname, path=None, target=None):
        if path is not None:
            return self._inside(fullname, path)
        for finder in list(self._finders.values()):
            spec = finder.find_spec(fullname)
            if spec is not None and spec.loader is not None:
                return spec
        return None

    def _inside(self, fullname, path):
        """A module of a package that lies in one of the directories."""
        for directory in path:
            if not any(directory.startswith(known + os.sep) for known in self._finders):
                continue
            details = (ConvertingLoader, importlib.machinery.SOURCE_SUFFIXES)
            spec = importlib.machinery.FileFinder(directory, details).find_spec(fullname)
            if spec is not None and spec.loader is not None:
                return spec
        return None


_RENAMED = {
    "BaseHTTPServer": "http.server",
    "ConfigParser": "configparser",
    "Cookie": "http.cookies",
    "HTMLParser": "html.parser",
    "Queue": "queue",
    "SimpleHTTPServer": "http.server",
    "SocketServer": "socketserver",
    "StringIO": "io",
    "__builtin__": "builtins",
    "cPickle": "pickle",
    "cStringIO": "io",
    "cookielib": "http.cookiejar",
    "exceptions": "builtins",
    "htmlentitydefs": "html.entities",
    "httplib": "http.client",
    "thread": "_thread",
    "urlparse": "urllib.parse",
    "xmlrpclib": "xmlrpc.client",
}


def _commands():
    import subprocess

    return {
        "getoutput": subprocess.getoutput,
        "getstatusoutput": subprocess.getstatusoutput,
        "getstatus": lambda path: subprocess.getoutput("ls -ld %s" % path),
        "mkarg": lambda text: " '" + text.replace("'", "'\\''") + "'",
    }


def _urllib2():
    import urllib.error
    import urllib.parse
    import urllib.request

    names = {}
    for module in (urllib.request, urllib.error, urllib.parse):
        names.update({name: value for name, value in vars(module).items() if name[0] != "_"})
    return names


def _hash(name):
    def names():
        import hashlib

        maker = getattr(hashlib, name)
        return {"new": maker, name: maker}

    return names


_MADE = {
    "commands": _commands,
    "md5": _hash("md5"),
    "sha": _hash("sha1"),
    "urllib2": _urllib2,
}


class _MadeLoader(object):
    def __init__(self, names):
        self._names = names

    def create_module(self, spec):
        return types.ModuleType(spec.name)

    def exec_module(self, module):
        module.__dict__.update(self._names())


class OldLibrary(object):
    """Finds modules of Python 2's standard library by what has become of them."""

    def find_spec(self, fullname, path=None, target=None):
        if fullname in _RENAMED:
            loader = _AliasLoader(_RENAMED[fullname])
        elif fullname in _MADE:
            loader = _MadeLoader(_MADE[fullname])
        else:
            return None
        return importlib.machinery.ModuleSpec(fullname, loader)


DIRECTORIES = Directories()


def install():
    """Puts the finders to work in this interpreter; a second call does nothing."""
    if DIRECTORIES not in sys.meta_path:
        sys.meta_path.insert(0, DIRECTORIES)
        sys.meta_path.insert(0, OldPaths())
        sys.meta_path.append(OldLibrary())
        _old_urllib()


def _old_urllib():
    """`urllib.urlopen`, `urllib.quote` and so on, when somebody imports plain `urllib`."""
    import urllib

    def __getattr__(name):
        for part in ("parse", "request", "error"):
            module = importlib.import_module("urllib." + part)
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError("module 'urllib' has no attribute %r" % name)

    urllib.__getattr__ = __getattr__
