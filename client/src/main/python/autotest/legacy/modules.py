"""Modules of Python 2's library that have become something else: what is in them, by name."""

import re


def wait_status(code):
    """What `wait` says of a process that `subprocess` says ended with `code`: 256 for an exit with 1."""
    return code << 8 if code >= 0 else -code


def config_parser():
    """`ConfigParser`: values of any kind, comments behind values, `%` as it stands."""
    import configparser

    names = {name: value for name, value in vars(configparser).items() if name[0] != "_"}

    class Loose(configparser.Interpolation):
        """`%(name)s` is replaced, also in what replaces it; nothing else has a meaning."""

        def before_get(self, parser, section, option, value, defaults):
            for _ in range(configparser.MAX_INTERPOLATION_DEPTH):
                if not isinstance(value, str) or "%(" not in value:
                    return value
                lower = re.sub(r"%\((.*?)\)", lambda m: "%%(%s)" % parser.optionxform(m[1]), value)
                try:
                    value = lower % defaults
                except KeyError as missing:
                    raise configparser.InterpolationMissingOptionError(
                        option, section, value, missing.args[0]
                    ) from None
            raise configparser.InterpolationDepthError(option, section, value)

    def made(name, base, interpolation):
        def __init__(self, *args, **dargs):
            dargs.setdefault("strict", False)
            dargs.setdefault("inline_comment_prefixes", (";",))
            dargs.setdefault("interpolation", interpolation)
            base.__init__(self, *args, **dargs)

        def get(self, section, option, raw=False, vars=None, **dargs):
            return base.get(self, section, option, raw=raw, vars=vars, **dargs)

        def readfp(self, fp, filename=None):
            self.read_file(fp, filename)

        return type(name, (base,), {"__init__": __init__, "get": get, "readfp": readfp})

    raw = configparser.RawConfigParser
    names["RawConfigParser"] = made("RawConfigParser", raw, None)
    names["ConfigParser"] = made("ConfigParser", raw, Loose())
    names["SafeConfigParser"] = made(
        "SafeConfigParser", configparser.ConfigParser, configparser.BasicInterpolation()
    )
    return names


def popen2():
    """`popen2`: programs with pipes."""
    import subprocess

    from autotest.legacy import programs

    class Popen3(object):
        """A program: `tochild`, `fromchild`, `childerr`, `pid`."""

        def __init__(self, cmd, capturestderr=False, bufsize=-1):
            self._start(cmd, subprocess.PIPE if capturestderr else None)
            self.childerr = programs.Pipe(self._child.stderr) if capturestderr else None

        def _start(self, cmd, stderr):
            pipe = subprocess.PIPE
            self._child = subprocess.Popen(
                cmd, shell=isinstance(cmd, str), stdin=pipe, stdout=pipe, stderr=stderr, bufsize=0
            )
            self.cmd = cmd
            self.pid = self._child.pid
            self.tochild, self.fromchild = map(programs.Pipe, (self._child.stdin, self._child.stdout))

        def poll(self):
            """The status of `wait`, or -1 while it runs."""
            return -1 if self._child.poll() is None else self._status()

        def wait(self):
            """Waits for its end: 256 for an exit with 1."""
            self._child.wait()
            return self._status()

        def _status(self):
            return wait_status(self._child.returncode)

    class Popen4(Popen3):
        """One whose error output comes with the other."""

        childerr = None

        def __init__(self, cmd, bufsize=-1):
            self._start(cmd, subprocess.STDOUT)

    def streams(child, *names):
        # The streams keep their program, which would wait for nobody otherwise.
        found = tuple(getattr(child, name) for name in names)
        found[0].program = child
        return found

    return {
        "Popen3": Popen3,
        "Popen4": Popen4,
        "popen2": lambda cmd, *_: streams(Popen3(cmd), "fromchild", "tochild"),
        "popen3": lambda cmd, *_: streams(Popen3(cmd, True), "fromchild", "tochild", "childerr"),
        "popen4": lambda cmd, *_: streams(Popen4(cmd), "fromchild", "tochild"),
    }


def imp():
    """`imp`: modules by their files."""
    import importlib.machinery
    import importlib.util
    import sys
    import types

    from autotest.legacy import imports

    def load_source(name, path, file=None):
        loader = imports.ConvertingLoader(name, path)
        module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
        module.__file__ = path
        sys.modules[name] = module
        loader.exec_module(module)
        return module

    def find_module(name, path=None):
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is None or not spec.origin or not spec.origin.endswith(".py"):
            raise ImportError("No module named %s" % name)
        return open(spec.origin, encoding="utf-8"), spec.origin, (".py", "U", 1)

    def load_module(name, file, path, description):
        return load_source(name, path)

    return {
        "PY_SOURCE": 1,
        "find_module": find_module,
        "load_module": load_module,
        "load_source": load_source,
        "new_module": types.ModuleType,
        "reload": importlib.reload,
    }


def escape(text, quote=None):
    """`cgi.escape`: quotes only when asked."""
    import html

    return html.escape(text, bool(quote))


def dict_mixin():
    """`UserDict.DictMixin`: a dictionary from `keys` and the methods for one item."""
    import collections.abc

    class DictMixin(collections.abc.MutableMapping):
        """What it has besides comes from `keys`."""

        def __iter__(self):
            return iter(self.keys())

        def __len__(self):
            return len(self.keys())

        def __setitem__(self, key, value):
            raise AttributeError("__setitem__")

        def __delitem__(self, key):
            raise AttributeError("__delitem__")

    return DictMixin
