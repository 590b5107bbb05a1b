"""Compiles a source file, converting it from Python 2 when Python 3 does not take it."""

import ast
import io
import logging
import re
import tokenize
import types
import warnings

from autotest.legacy import asserted, escapes, idioms, language, library, remnants, runtime

_FUTURE_DIVISION = re.compile(r"^\s*from\s+__future__\s+import\s.*\bdivision\b", re.MULTILINE)


class Source(object):
    """A compiled source: its code, its language, and the modules that it imports."""

    def __init__(self, code, spoken, modules=()):
        self.code = code
        self.language = spoken
        self.modules = modules

    def run(self, scope, inner=None):
        """Executes it with these globals; names that Python 2 had are added where missing."""
        given = [value for value in scope.values() if isinstance(value, types.ModuleType)]
        for name in {module.__name__ for module in given}.union(self.modules):
            library.add_to(name)
        add_names(scope, self.language)
        exec(self.code, scope, scope if inner is None else inner)


def add_names(scope, spoken=language.PYTHON2):
    """Gives globals the names that a source in a language finds, where missing."""
    names = dict(runtime.BUILTINS)
    if spoken == language.PYTHON2:
        names.update(runtime.PYTHON2)
    elif spoken == language.EITHER:
        names.update(runtime.EITHER)
    for name, value in names.items():
        scope.setdefault(name, value)


def compile_file(path):
    """The Source of a file. SyntaxError, naming file and line, for what cannot be converted."""
    with open(path, "rb") as source:
        return compile_text(decode(source.read()), path)


def decode(data):
    """The text of a source in the encoding it declares, UTF-8 or, when it is not that, Latin 1."""
    try:
        encoding = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
        text = data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError):
        text = data.decode("latin-1")
    return text.replace("\r\n", "\n")


def compile_text(text, path):
    """The Source of a text; `path` is what tracebacks say."""
    return _compiled(*_read(text, path), text, path)


def compile_old(text, path):
    """The Source of a text that stands in a source of Python 2, and so is Python 2 itself."""
    return _compiled(_read(text, path)[0], language.PYTHON2, text, path)


def _read(text, path):
    """The tree of a text, and the language that it is in."""
    try:
        tree = _parse(text, path)
        if not _prints_in_python2(tree):
            spoken = language.of(tree)
            old_escapes = spoken == language.PYTHON2 and escapes.there_are(text)
            return (_parse(escapes.plain(text), path) if old_escapes else tree), spoken
    except SyntaxError as refused:
        tree = _with_old_escapes(refused, text, path)
        if tree is not None:
            return tree, language.PYTHON2
    return _parse_python2(text, path), language.PYTHON2


def _with_old_escapes(refused, text, path):
    r"""The tree of a text that is refused for `\u` and its like alone; None for others."""
    if "(unicode error)" not in str(refused):
        return None
    try:
        tree = _parse(escapes.plain(text), path)
    except SyntaxError:
        return None
    if language.of(tree) == language.PYTHON3:
        raise refused
    return None if _prints_in_python2(tree) else tree


def compile_expression(text, path):
    """The code of an expression in Python 2."""
    from autotest.legacy import statements

    try:
        tree = ast.parse(text, path, "eval")
    except SyntaxError:
        tree = ast.parse(statements.convert(text).strip(), path, "eval")
    tree = idioms.rewrite(remnants.rewrite(tree, language.PYTHON2), language.PYTHON2, True)
    return compile(tree, path, "eval", dont_inherit=True)


def _compiled(tree, spoken, text, path):
    old_division = _FUTURE_DIVISION.search(text) is None
    modules = _imported(tree)
    if spoken == language.PYTHON2:
        tree = escapes.mark(tree, text)
    tree = asserted.count(tree)
    tree = idioms.rewrite(remnants.rewrite(tree, spoken), spoken, old_division)
    return Source(compile(tree, path, "exec", dont_inherit=True), spoken, modules)


def _imported(tree):
    """The names of the modules of the library that a source imports."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return sorted(names)


def _parse(text, path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile(text, path, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)


def _prints_in_python2(tree):
    """True when there is a statement `print` or `print >> file, …`: valid, and in vain, in Python 3."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            value = node.value
            if isinstance(value, ast.Tuple) and value.elts:
                value = value.elts[0]
            if isinstance(value, ast.BinOp) and isinstance(value.op, ast.RShift):
                value = value.left
            if isinstance(value, ast.Name) and value.id == "print":
                return True
    return False


def _parse_python2(text, path):
    """The tree of the converted text, by our own converter, else with lib2to3 where it exists.

    When neither makes valid Python 3 of it, what our converter left is the error: it names the
    line of the file that is valid in neither language, or beyond us.
    """
    from autotest.legacy import statements  # Most sources do without.

    ours = statements.convert(text)
    try:
        tree = _parse(ours, path)
    except SyntaxError as still_refused:
        converted = _lib2to3(ours)
        if converted is None:
            raise _original_line(still_refused, text) from None
        tree = _parse(converted, path)
    logging.debug("%s is Python 2: converted", path)
    return tree


def _original_line(refused, text):
    """The error with the line as it is in the file, not as we had converted it."""
    lines = text.splitlines()
    if refused.lineno and refused.lineno <= len(lines):
        refused.text = lines[refused.lineno - 1] + "\n"
        refused.offset = refused.end_offset = None
    return refused


def _lib2to3(text):
    """Our converted text with what lib2to3 can do beyond it, as `throw E, value` of generators.

    None where lib2to3 is gone (3.13) or gives up.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from lib2to3 import pgen2, refactor
    except ImportError:
        return None
    logging.getLogger("RefactoringTool").setLevel(logging.WARNING)
    fixers = ["lib2to3.fixes.fix_" + name for name in ("paren", "tuple_params", "throw", "ne")]
    tool = refactor.RefactoringTool(fixers, {"print_function": True})
    try:
        return str(tool.refactor_string(text if text.endswith("\n") else text + "\n", "source"))
    except (pgen2.parse.ParseError, pgen2.tokenize.TokenError, IndentationError):
        return None
