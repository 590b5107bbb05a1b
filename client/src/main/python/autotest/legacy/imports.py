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

from autotest.legacy import library, source

# Old path → path in this package. The longest that fits wins; the rest of the name is kept.
_OLD_PATHS = {
    "autotest_lib": "autotest",
    "autotest.client.bin": "autotest.client",
    "autotest.client.common_lib": "autotest.client.shared",
    "autotest.common_lib": "autotest.client.shared",
    "autotest.client.common": "autotest.common",
    "autotest.client.autotest_utils": "autotest.client.utils",
    "autotest.client.base_utils": "autotest.client.utils",
    "autotest.client.base_partition": "autotest.client.partition",
    "autotest.client.shared.base_barrier": "autotest.client.shared.barrier",
    "autotest.client.shared.base_packages": "autotest.client.shared.packages",
    "autotest.client.shared.base_syncdata": "autotest.client.shared.syncdata",
    "autotest.client.shared.base_utils": "autotest.client.shared.utils",
    "autotest.client.shared.global_config": "autotest.client.shared.settings",
    "autotest.client.net_utils": "autotest.client.net.net_utils",
    "autotest.client.shared.kvm_control": "autotest.client.kvm_control",
    "autotest.client.shared.lv_utils": "autotest.client.lv_utils",
    "autotest.client.shared.os_dep": "autotest.client.os_dep",
    "autotest.client.shared.parallel": "autotest.client.parallel",
    "autotest.client.shared.partition": "autotest.client.partition",
    "autotest.client.software_manager": "autotest.client.shared.software_manager",
    "autotest.client.error": "autotest.client.shared.error",
    "autotest.server.autotest": "autotest.server.autotest_remote",
    "autotest.server.barrier": "autotest.client.shared.barrier",
    "autotest.server.base_server_job": "autotest.server.job",
    "autotest.server.base_utils": "autotest.server.utils",
    "autotest.server.server_job": "autotest.server.job",
    "autotest.server.hosts.abstract_ssh": "autotest.server.hosts.remote",
    "autotest.server.hosts.base_classes": "autotest.server.hosts.remote",
    "autotest.server.hosts.factory": "autotest.server.hosts",
    "autotest.server.hosts.site_host": "autotest.server.hosts.remote",
    "autotest.server.hosts.ssh_host": "autotest.server.hosts.remote",
}


# Modules of the original that are no more, as docs/reference/python.md has them.
_GONE = frozenset(
    """
    cmdparser control_data cpuset distro_def file_module_loader fsdev_disks
    fsdev_mgr fsinfo harness iscsi jsontemplate kernel_versions logging_config logging_manager mail mock
    openvswitch optparser profiler_manager progressbar remote report rss_client setup_job ssh_key
    test_config utils_koji xen
    """.split()
)

# The same of the server, as docs/reference/server-control.md has them.
_GONE_OF_SERVER = frozenset(
    """
    database frontend scheduler tko
    server.crashcollect server.git server.installable_object server.kernel server.prebuild server.profiler
    server.status server.hosts.guest server.hosts.kvm_guest server.hosts.paramiko_host server.hosts.serial
    """.split()
)


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
            actual = _elsewhere(fullname)
        if actual is None:
            _refuse_gone(fullname)
        if actual is None:
            return None
        if importlib.util.find_spec(actual) is None:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, _AliasLoader(actual), is_package=True)
        return spec


def _refuse_gone(name):
    package, _, last = name.rpartition(".")
    if name.partition(".")[2] in _GONE_OF_SERVER:
        raise ImportError("%s is gone: see docs/reference/server-control.md" % name, name=name)
    if package in ("autotest.client", "autotest.client.shared") and (last in _GONE or last.startswith("bkr_")):
        if not _has(package, last):
            raise ImportError("%s is gone: see docs/reference/python.md" % name, name=name)


def _elsewhere(name):
    """Where a module of ours lies that is asked for in the directory beside its own; or None."""
    package, _, last = name.rpartition(".")
    other = {
        "autotest.client": "autotest.client.shared",
        "autotest.client.shared": "autotest.client",
    }.get(package)
    if other is None or _has(package, last) or not _has(other, last):
        return None
    return "%s.%s" % (other, last)


def _has(package, name):
    inner = os.path.join(*package.split(".")[1:], name)
    return any(
        os.path.exists(os.path.join(directory, inner + suffix))
        for directory in sys.modules["autotest"].__path__
        for suffix in (".py", "")
    )


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


# Where the directories of tests lay, each of them a package.
_PACKAGES_OF_TESTS = frozenset(["autotest.client.site_tests", "autotest.client.tests"])


class Directories(object):
    """Finds modules in directories of tests, before those of the system with the same name.

    Where authors let `sys.path` lead is such a directory too, in its place among the others.
    """

    def __init__(self):
        self._finders = {}
        self._system = None

    def leave_alone(self, directories):
        """These are the interpreter's."""
        self._system = frozenset(directories)

    def add(self, directory):
        """Looks into a directory from now on, also as part of `sys.path`."""
        if directory not in self._finders:
            details = (ConvertingLoader, importlib.machinery.SOURCE_SUFFIXES)
            self._finders[directory] = importlib.machinery.FileFinder(directory, details)
            sys.path.insert(0, directory)

    def around(self):
        """The directories in which those of tests lie."""
        return sorted({os.path.dirname(directory) for directory in self._finders})

    def find_spec(self, fullname, path=None, target=None):
        if fullname in _PACKAGES_OF_TESTS:
            spec = importlib.machinery.ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = self.around()
            return spec
        if path is not None:
            return self._inside(fullname, path)
        for finder in list(self._finders.values()):
            spec = finder.find_spec(fullname)
            if spec is not None and spec.loader is not None:
                return spec
        return self._beside(fullname)

    def _beside(self, fullname):
        """A module in a directory that an author put into `sys.path`."""
        for directory in sys.path:
            if not self._is_of_author(directory) or directory in self._finders:
                continue
            details = (ConvertingLoader, importlib.machinery.SOURCE_SUFFIXES)
            spec = importlib.machinery.FileFinder(directory or ".", details).find_spec(fullname)
            if spec is not None and spec.loader is not None:
                return spec
        return None

    def _is_of_author(self, directory):
        """Whether it is neither the interpreter's nor one of installed packages."""
        installed = os.path.basename(directory.rstrip(os.sep)) in ("site-packages", "dist-packages")
        return directory not in self._system and not installed

    def _inside(self, fullname, path):
        """A module of a package that lies in one of the directories."""
        for directory in path:
            known = list(self._finders) + [p for p in sys.path if p and self._is_of_author(p)]
            known += self.around()
            if not any((directory + os.sep).startswith(one.rstrip(os.sep) + os.sep) for one in known):
                continue
            details = (ConvertingLoader, importlib.machinery.SOURCE_SUFFIXES)
            spec = importlib.machinery.FileFinder(directory, details).find_spec(fullname)
            if spec is not None and spec.loader is not None:
                return spec
        return None


_RENAMED = {
    "CGIHTTPServer": "http.server",
    "Cookie": "http.cookies",
    "HTMLParser": "html.parser",
    "Queue": "queue",
    "SimpleXMLRPCServer": "xmlrpc.server",
    "UserDict": "collections",
    "UserList": "collections",
    "UserString": "collections",
    "__builtin__": "builtins",
    "anydbm": "dbm",
    "cookielib": "http.cookiejar",
    "copy_reg": "copyreg",
    "email.MIMEBase": "email.mime.base",
    "email.MIMEMultipart": "email.mime.multipart",
    "email.MIMEText": "email.mime.text",
    "email.Utils": "email.utils",
    "exceptions": "builtins",
    "htmlentitydefs": "html.entities",
    "httplib": "http.client",
    "robotparser": "urllib.robotparser",
    "simplejson": "json",
    "subprocess32": "subprocess",
    "thread": "_thread",
    "urlparse": "urllib.parse",
    "xml.etree.cElementTree": "xml.etree.ElementTree",
    "xmlrpclib": "xmlrpc.client",
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
        elif fullname == "autotest_utils":
            loader = _MadeLoader(_autotest_utils)
        elif fullname in _BARE:
            loader = _AliasLoader(_BARE[fullname])
        elif fullname in library.MADE:
            loader = _MadeLoader(library.MADE[fullname])
        else:
            return None
        package = fullname in library.PACKAGES
        return importlib.machinery.ModuleSpec(fullname, loader, is_package=package)


# Modules of ours that lay in the directory of the program itself, in the first years.
_BARE = {
    "barrier": "autotest.client.shared.barrier",
    "boottool": "autotest.client.shared.boottool",
    "error": "autotest.client.shared.error",
    "kernel": "autotest.client.kernel",
    "os_dep": "autotest.client.os_dep",
    "parallel": "autotest.client.parallel",
    "partition": "autotest.client.partition",
    "profiler": "autotest.client.profiler",
    "utils": "autotest.client.utils",
}


def _autotest_utils():
    """The helpers, and the modules of the library that came along with `import *`."""
    import glob
    import pickle
    import re
    import shutil
    import stat
    import string
    import time

    from autotest.client import utils

    names = {module.__name__: module for module in (glob, os, pickle, re, shutil, stat, string, sys, time)}
    names.update({name: value for name, value in vars(utils).items() if name[0] != "_"})
    return names


DIRECTORIES = Directories()


def install():
    """Puts the finders to work in this interpreter; a second call does nothing."""
    if DIRECTORIES not in sys.meta_path:
        DIRECTORIES.leave_alone(sys.path)
        sys.meta_path.insert(0, DIRECTORIES)
        sys.meta_path.insert(0, OldPaths())
        sys.meta_path.append(OldLibrary())


def load_named(name, path):
    """What a file of a test's author defines under the name of its module; None when nothing."""
    DIRECTORIES.add(os.path.dirname(path))
    loader = ConvertingLoader(name, path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    module.__file__ = path
    sys.modules.setdefault(name, module)
    loader.exec_module(module)
    return getattr(module, name, None)
