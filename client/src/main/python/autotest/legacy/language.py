"""Which language a source is in that Python 3 takes: marks of the one, of the other, or of neither.

And in which one the source is that calls our own functions.
"""

import ast
import sys

PYTHON2, EITHER, PYTHON3 = "Python 2", "either", "Python 3"

_OLD_MODULES = frozenset(
    "BaseHTTPServer CGIHTTPServer ConfigParser Cookie HTMLParser Queue SimpleHTTPServer "
    "SimpleXMLRPCServer SocketServer StringIO UserDict __builtin__ anydbm autotest_lib autotest_utils "
    "cPickle cStringIO commands common cookielib copy_reg exceptions htmlentitydefs httplib md5 "
    "popen2 sets setup_modules sha thread urllib2 urlparse xmlrpclib".split()
)
_NEW_MODULES = frozenset(
    "asyncio configparser contextvars dataclasses http ipaddress pathlib queue secrets socketserver "
    "statistics tomllib tracemalloc typing zoneinfo".split()
)
_OLD_NAMES = frozenset("basestring execfile raw_input reduce unichr unicode xrange".split())
_OLD_METHODS = frozenset("has_key iteritems iterkeys itervalues".split())
_NEW_NODES = (
    ast.AnnAssign,
    ast.AsyncFunctionDef,
    ast.JoinedStr,
    ast.NamedExpr,
    ast.Nonlocal,
    ast.YieldFrom,
)
_PRINT_WORDS = frozenset(["sep", "end", "file", "flush"])


def of(tree):
    """The language of a syntax tree. One that has marks of both is made for both: either."""
    old = new = prints = False
    imported = set()
    for node in ast.walk(tree):
        names = _modules(node)
        imported |= names
        old = old or bool(names & _OLD_MODULES) or _is_old(node)
        new = new or bool(names & _NEW_MODULES) or _is_new(node)
        prints = prints or _prints_in_new(node)
    if "functools" in imported and not imported & _OLD_MODULES:
        old = old and any(_is_old(node, "reduce") for node in ast.walk(tree))
    # Who asks for `print` as a function has none by himself.
    new = new or (prints and not (old and _asks_for_print(tree)))
    if old == new:
        return EITHER
    return PYTHON2 if old else PYTHON3


def _modules(node):
    """The first parts of the names of the modules that a statement imports."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        names = [node.module]
    else:
        return set()
    return {name.partition(".")[0] for name in names}


def _is_old(node, but=None):
    if isinstance(node, ast.Name):
        return node.id in _OLD_NAMES and node.id != but
    if isinstance(node, ast.Attribute):
        text = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        return node.attr in _OLD_METHODS or (text and node.attr == "decode")
    return False


def _is_new(node):
    if isinstance(node, _NEW_NODES):
        return True
    if isinstance(node, ast.arguments):
        return bool(node.kwonlyargs) or any(arg.annotation for arg in node.args)
    if isinstance(node, ast.Raise):
        return node.cause is not None
    if isinstance(node, ast.ImportFrom):
        return node.module in ("urllib.request", "urllib.parse", "urllib.error")
    if isinstance(node, ast.Constant):
        return isinstance(node.value, bytes)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return node.func.id == "super" and not node.args
    return False


def _prints_in_new(node):
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
        return any(word.arg in _PRINT_WORDS for word in node.keywords)
    return False


def _asks_for_print(tree):
    """Whether it begins with `from __future__ import print_function`."""
    return any(
        isinstance(node, ast.ImportFrom)
        and node.module == "__future__"
        and any(alias.name == "print_function" for alias in node.names)
        for node in tree.body
    )


# What sources that may be of Python 2 have among their globals: the language.
READS_TEXT = "__py2_reads_text__"


def caller(frame):
    """The language of the innermost source around a call of one of our functions."""
    while frame is not None:
        scope = frame.f_globals
        if READS_TEXT in scope:
            return scope[READS_TEXT]
        frame = frame.f_back
        if not _is_passed(scope.get("__name__") or ""):
            break
    return PYTHON3


def _is_passed(module):
    """Whether it is one of ours, or of the library, where functions are handed on to."""
    return module.startswith("autotest.") or module.partition(".")[0] in _LIBRARY


_LIBRARY = getattr(sys, "stdlib_module_names", frozenset(["contextlib", "functools", "threading"]))
