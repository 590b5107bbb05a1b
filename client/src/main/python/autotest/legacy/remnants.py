"""Rewrites, in the syntax tree, further habits of Python 2 that Python 3 refuses or takes for others.

In any source that may be Python 2: exceptions with an index, generators that end by StopIteration,
`import *` of modules that lost names, methods that have gone, `__cmp__` and `__metaclass__`. In one
that certainly is: what takes or gives bytes now, `exec` of old text, files without a buffer.
"""

import ast

from autotest.legacy import language, leaks, library, parameters, texts

_VIEWS = ("viewitems", "viewkeys", "viewvalues")
_OF_OS = {"fdopen": "__py2_fdopen__", "urandom": "__py2_urandom__"}
# Functions that take what was read or will be, of `json` and of modules for XML.
_PARSERS = frozenset(["XML", "dump", "dumps", "fromstring", "loads", "parseString"])
_OF_PATTERNS = frozenset(["split", "sub", "subn"])
# Modules whose functions take names of files, but for those that take data.
_OF_FILES = frozenset(["glob", "os", "shutil"])
_OF_DATA = frozenset(["popen2", "popen3", "popen4", "read", "write"])
# Types of C that are made of text; they stay the types that they are.
_OF_C = frozenset(["c_char", "c_char_p"])


def rewrite(tree, spoken):
    """The tree, changed in place; a source that is Python 3 for certain stays."""
    if spoken == language.PYTHON2:
        tree = leaks.keep(tree)
    return tree if spoken == language.PYTHON3 else _Rewriter(spoken).visit(tree)


class _Rewriter(ast.NodeTransformer):
    def __init__(self, spoken):
        self._python2 = spoken == language.PYTHON2
        self._caught = []

    def visit_ExceptHandler(self, node):
        """The name of an exception stays after its block."""
        self._caught.append(node.name)
        self.generic_visit(node)
        self._caught.pop()
        if self._python2 and node.name and not node.name.startswith(parameters.CAUGHT):
            hidden = ast.Name("__py2_kept_" + node.name, ast.Load())
            kept = ast.Assign([ast.Name(node.name, ast.Store())], hidden)
            node.body.insert(0, ast.copy_location(kept, node))
            node.name = hidden.id
        return node

    def _is_caught(self, node):
        if isinstance(node, ast.Attribute) and node.attr == "reason":
            node = node.value
        return isinstance(node, ast.Name) and node.id in self._caught

    def visit_Subscript(self, node):
        """`e[0]` of an exception is the first of its arguments."""
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load) and self._is_caught(node.value):
            node.value = _call("__py2_args__", node.value, node.value)
        return node

    def visit_Assign(self, node):
        """`number, text = e` takes them apart."""
        self.generic_visit(node)
        if isinstance(node.targets[0], (ast.Tuple, ast.List)) and self._is_caught(node.value):
            node.value = _call("__py2_args__", node.value, node.value)
        return node

    def visit_FunctionDef(self, node):
        """A StopIteration that leaves a generator ends it."""
        self.generic_visit(node)
        if _yields(node):
            start = 1 if ast.get_docstring(node, clean=False) is not None else 0
            body = node.body[start:]
            if body:
                kind = ast.Name("StopIteration", ast.Load())
                stop = ast.ExceptHandler(kind, None, [ast.Return(None)])
                guarded = ast.copy_location(ast.Try(body, [stop], [], []), body[0])
                node.body[start:] = [guarded]
        return node

    def visit_ClassDef(self, node):
        """`__metaclass__` makes the class; `__cmp__` compares its objects."""
        self.generic_visit(node)
        for part in node.body:
            named = isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name)
            if named and part.targets[0].id == "__metaclass__" and not node.keywords:
                node.keywords.append(ast.keyword("metaclass", part.value))
            if isinstance(part, ast.FunctionDef) and part.name == "__cmp__":
                compared = ast.copy_location(ast.Name("__py2_compared__", ast.Load()), node)
                node.decorator_list.append(compared)
        if self._python2 and _forgets_hash(node):
            hashed = ast.copy_location(ast.Name("__py2_hashed__", ast.Load()), node)
            node.decorator_list.append(hashed)
        return node

    def visit_Import(self, node):
        """A module whose objects take and give text now follows under its name."""
        taken = [node]
        for alias in node.names:
            module, _, part = alias.name.partition(".")
            if part and alias.asname:
                continue
            if self._replaces(module) and (alias.asname or not self._by_name(module)):
                taken.append(_bind(alias.asname or module, self._module(module), node))
        return taken

    def visit_ImportFrom(self, node):
        if node.level:
            return node
        if node.names[0].name == "*":
            return self._star(node)
        if not self._replaces(node.module):
            return node
        taken = [node]
        for alias in node.names:
            value = ast.Attribute(self._module(node.module), alias.name, ast.Load())
            taken.append(_bind(alias.asname or alias.name, value, node))
        return taken

    def _star(self, node):
        if node.module in library.STARRED:
            scope = _call("globals", node)
            added = _call("__py2_star__", node, ast.Constant(node.module), scope)
            return [node, ast.copy_location(ast.Expr(added), node)]
        names = texts.STARRED.get(node.module, ()) if self._replaces(node.module) else ()
        home = self._module(node.module)
        return [node] + [_bind(name, ast.Attribute(home, name, ast.Load()), node) for name in names]

    def _replaces(self, module):
        return module in (texts.MODULES if self._python2 else texts.EITHER)

    def _by_name(self, module):
        """Whether `visit_Attribute` replaces a module wherever its name stands."""
        return self._python2 and module in texts.NAMED

    def _module(self, name):
        return _module(name if self._python2 else "either_" + name)

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            return node
        if node.attr == "walk" and _is_os_path(node.value):
            return ast.copy_location(ast.Name("__py2_walk__", ast.Load()), node)
        if self._python2 and isinstance(node.value, ast.Name):
            if node.value.id in texts.NAMED:
                node.value = ast.copy_location(_module(node.value.id), node.value)
            elif node.value.id == "os" and node.attr in _OF_OS:
                return ast.copy_location(ast.Name(_OF_OS[node.attr], ast.Load()), node)
        if node.attr == "popen" and isinstance(node.value, ast.Name) and node.value.id == "os":
            return ast.copy_location(_module("popen" if self._python2 else "either_popen"), node)
        return node

    def visit_Compare(self, node):
        """`type(x) is InstanceType` is asked of the type."""
        self.generic_visit(node)
        for i, kind in enumerate(node.comparators):
            name = getattr(kind, "attr", None) or getattr(kind, "id", None)
            if name == "InstanceType" and isinstance(node.ops[i], (ast.Is, ast.IsNot)):
                node.ops[i] = ast.Eq() if isinstance(node.ops[i], ast.Is) else ast.NotEq()
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        function = node.func
        if self._python2 and isinstance(function, ast.Name) and function.id == "exec":
            function.id = "__py2_exec__"
        if (getattr(function, "attr", None) or getattr(function, "id", None)) in _OF_C:
            node.args = [_call("__py2_raw__", arg, arg) for arg in node.args]
        if self._python2 and isinstance(function, ast.Attribute):
            node = _of_module(node, function)
        if not isinstance(function, ast.Attribute) or node.keywords:
            return node
        if function.attr == "isAlive" and not node.args:
            return _call("__py2_is_alive__", node, function.value)
        if function.attr in _VIEWS and not node.args:
            return _call("__py2_view__", node, function.value, ast.Constant(function.attr))
        if function.attr == "translate" and _deletes(node):
            return _call("__py2_translate__", node, function.value, *node.args)
        if self._python2 and function.attr == "urlopen":
            return _call("__py2_response__", node, node)
        return node


def _names_files(function):
    """Whether it is a function that takes names of files, or a command, and no data."""
    home = function.value
    if isinstance(home, ast.Name):
        return home.id in _OF_FILES and function.attr not in _OF_DATA
    return _is_os_path(home)


def _of_module(node, function):
    """A method that is, or may be, a function of a module that takes text otherwise today."""
    if function.attr == "tostring":
        return _call("__py2_text__", node, node)
    if node.args and _names_files(function):
        called = _call("__py2_naming__", node, function, *node.args)
        called.keywords = node.keywords
        return called
    if function.attr == "join" and len(node.args) == 1 and not node.keywords:
        return _call("__py2_joined__", node, function.value, *node.args)
    for names, made in ((_PARSERS, "__py2_parse__"), (_OF_PATTERNS, "__py2_pattern__")):
        if function.attr in names and node.args and not isinstance(function.value, ast.Constant):
            called = _call(made, node, function.value, ast.Constant(function.attr), *node.args)
            called.keywords = node.keywords
            return called
    return node


def _forgets_hash(node):
    names = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
    for part in node.body:
        if isinstance(part, ast.Assign):
            names.update(getattr(target, "id", "") for target in part.targets)
    return "__eq__" in names and "__hash__" not in names


def _yields(function):
    """Whether it is a generator: what functions within it do does not count."""
    left = list(function.body)
    while left:
        node = left.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            left.extend(ast.iter_child_nodes(node))
    return False


def _deletes(call):
    """`text.translate(table, characters)` and `text.translate(None)`, not `string.translate(…)`."""
    if isinstance(call.func.value, ast.Name) and call.func.value.id == "string":
        return False
    alone = call.args and isinstance(call.args[0], ast.Constant) and call.args[0].value is None
    return len(call.args) == 2 or (len(call.args) == 1 and alone)


def _is_os_path(node):
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "path"
        and isinstance(node.value, ast.Name)
        and node.value.id == "os"
    )


def _bind(name, value, place):
    return ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], value), place)


def _module(name):
    return ast.Name("__py2_%s__" % name, ast.Load())


def _call(name, place, *args):
    function = ast.copy_location(ast.Name(name, ast.Load()), place)
    return ast.copy_location(ast.Call(function, list(args), []), place)
