"""Rewrites, in the syntax tree, what compiles under Python 3 but fails or means something else.

In any source: `has_key`, `iteritems` and its like, `sys.maxint`, `message` of exceptions, functions
of the module `string`, methods that have new names. In a source that is certainly Python 2:
division of whole numbers, lists from `keys`, `values` and `items`, text where Python 3 has bytes. In
one that may be either, the same where Python 3 could only raise an error.
"""

import ast
import re
import string

from autotest.legacy import attributes, language, parameters

_ITERATORS = ("iteritems", "iterkeys", "itervalues")
_LISTS = ("items", "keys", "values")
_CHANGES = frozenset("append extend insert pop remove reverse sort".split())
_LIST_METHODS = _CHANGES | {"index"}
# These take whole numbers only.
_WHOLE = frozenset(["range", "xrange", "chr", "unichr", "hex", "oct"])
_CONVERSION = re.compile(r"%(?:\(\w*\))?[-#0 +]*[\d*]*(?:\.[\d*]+)?[hlL]?([a-zA-Z%])")
_RANGES = frozenset(["range", "xrange"])
_SUBPROCESS = frozenset(["Popen", "call", "check_call", "check_output"])
_ORDERS = {ast.Lt: "__py2_lt__", ast.LtE: "__py2_le__", ast.Gt: "__py2_gt__", ast.GtE: "__py2_ge__"}
# What `sys.platform` was on Linux.
_PLATFORM = "linux2"
_METHODS = {"next": "__next__", "__nonzero__": "__bool__", "__div__": "__truediv__"}
_METHODS.update({"__idiv__": "__itruediv__", "__rdiv__": "__rtruediv__"})


def rewrite(tree, spoken, old_division):
    """The tree, changed in place. `spoken` is what `language.of` says, or PYTHON2 for sure.

    `old_division` is false for a source that says `from __future__ import division`.
    """
    facts = _Facts(tree)
    return ast.fix_missing_locations(_Rewriter(spoken, old_division, facts).visit(tree))


class _Facts(object):
    """What has to be known of the whole source before it is rewritten."""

    def __init__(self, tree):
        self.used_as_lists = set()
        self.changed = set()
        self.decodes = False
        self.has_tests = False
        for node in ast.walk(tree):
            if isinstance(node, ast.Subscript) and _name(node.value):
                self.used_as_lists.add(_name(node.value))
                if not isinstance(node.ctx, ast.Load):
                    self.changed.add(_name(node.value))
            if isinstance(node, ast.Attribute):
                if node.attr == "test" and _is_name(node.value, "test"):
                    self.has_tests = True
                self.decodes = self.decodes or node.attr in ("decode", "fromhex")
                if node.attr in _LIST_METHODS and _name(node.value):
                    self.used_as_lists.add(_name(node.value))
                    if node.attr in _CHANGES:
                        self.changed.add(_name(node.value))


class _Rewriter(ast.NodeTransformer):
    def __init__(self, spoken, old_division, facts):
        self._python2 = spoken == language.PYTHON2
        self._either = spoken == language.EITHER
        self._old_division = old_division
        self._divides = self._python2 and old_division
        self._texts = self._python2 or (self._either and not facts.decodes)
        self._facts = facts
        self._called = set()

    def visit_Call(self, node):
        whole = self._either and _is_name(node.func, *_WHOLE)
        self._called.add(node.func)
        self._visit(node, whole)
        function = node.func
        if isinstance(function, ast.Name):
            return self._named(node)
        if not isinstance(function, ast.Attribute):
            return node
        plain = not node.keywords
        if plain and function.attr == "has_key" and len(node.args) == 1:
            return _call("__py2_has_key__", node, function.value, node.args[0])
        if plain and not node.args and function.attr in _ITERATORS:
            name = ast.Constant(function.attr)
            return _call("__py2_iterate__", node, function.value, name)
        if plain and not node.args and function.attr == "xreadlines":
            return _call("iter", node, function.value)
        if plain and not node.args and function.attr == "next":
            return _call("__py2_next__", node, function.value)
        if function.attr == "sort" and (node.args or _has_word(node, "cmp")):
            _rename_word(node, "cmp", "compare")
            return _call("__py2_sort__", node, function.value, *node.args, words=node.keywords)
        if self._python2 and function.attr == "sort":
            return _call("__py2_sort_all__", node, function.value, words=node.keywords)
        if self._python2 and function.attr in ("decode", "encode") and len(node.args) <= 2:
            name = "__py2_%s__" % function.attr
            return _call(name, node, function.value, *node.args, words=node.keywords)
        if self._python2 and plain:
            return self._method(node, function)
        return _of_bytes(node, function) if self._either and plain else node

    def _named(self, node):
        name = node.func.id
        if name == "sorted" and (len(node.args) > 1 or _has_word(node, "cmp")):
            return _call("__py2_sorted__", node, *node.args, words=node.keywords)
        if name == "getattr" and len(node.args) == 2 and self._may_be_gone(node.args[1]):
            return _call("__py2_attribute__", node, *node.args)
        if name == "type" and self._python2 and len(node.args) == 1:
            return _call("__py2_type__", node, *node.args)
        if name == "unicode":
            return _call("__py2_unicode__", node, *node.args, words=node.keywords)
        return node

    def _may_be_gone(self, name):
        """Whether a name, or what stands for one in a source of Python 2, may be that of what is gone."""
        return _is_gone(name) or (self._python2 and not isinstance(name, ast.Constant))

    def _method(self, node, function):
        """A method that gives or takes something else, in a source that is Python 2."""
        if not node.args and function.attr in _LISTS:
            return _call("__py2_list__", node, node)
        if _is_name(function.value, "os") and function.attr == "read":
            return _call("__py2_os_read__", node, *node.args)
        if function.attr == "makefile":
            return _call("__py2_makefile__", node, function.value, *node.args)
        if function.attr in ("recv", "recvfrom") and node.args:
            name = ast.Constant(function.attr)
            return _call("__py2_receive__", node, function.value, name, *node.args)
        return _of_bytes(node, function)

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            return node
        if _is_name(node.value, "sys") and node.attr == "maxint":
            return ast.copy_location(ast.Constant((1 << 63) - 1), node)
        if self._is_gone(node):
            return _call("__py2_attribute__", node, node.value, ast.Constant(node.attr))
        if node.attr == "message":
            return _call("__py2_message__", node, node.value)
        if self._python2 and _is_sys_platform(node):
            return ast.copy_location(ast.Constant(_PLATFORM), node)
        if _is_name(node.value, "string") and not hasattr(string, node.attr):
            node.value = ast.copy_location(ast.Name("__py2_string__", ast.Load()), node.value)
        if self._texts and _is_name(node.value, "subprocess") and node.attr in _SUBPROCESS:
            node.value = ast.copy_location(self._subprocess(), node.value)
        return node

    def _is_gone(self, node):
        """Whether it is an attribute that has gone; of calls, `visit_Call` knows the ways of some."""
        known = node.attr == "has_key" or node.attr in _ITERATORS
        old = self._python2 or self._either
        return old and node.attr in attributes.GONE and not (known and node in self._called)

    def visit_Import(self, node):
        """`import test`, where `test.test` is used: ours, not that of the interpreter's authors."""
        if not self._facts.has_tests:
            return node
        ours = [alias for alias in node.names if alias.name == "test" and not alias.asname]
        node.names = [alias for alias in node.names if alias not in ours]
        found = [ast.ImportFrom("autotest.client", ours, 0)] if ours else []
        return [ast.copy_location(made, node) for made in found] + ([node] if node.names else [])

    def visit_ImportFrom(self, node):
        """`from subprocess import Popen` is followed by taking the one that gives text."""
        if self._python2 and node.module == "sys":
            return self._platform(node)
        if not self._texts or node.module != "subprocess":
            return node
        statements = [node]
        names = node.names
        if names[0].name == "*":
            names = [ast.alias(name) for name in sorted(_SUBPROCESS)]
        for alias in names:
            if alias.name in _SUBPROCESS:
                value = ast.Attribute(self._subprocess(), alias.name, ast.Load())
                target = ast.Name(alias.asname or alias.name, ast.Store())
                statements.append(ast.copy_location(ast.Assign([target], value), node))
        return statements

    def _subprocess(self):
        """The module `subprocess` as the source knows it."""
        name = "__py2_subprocess__" if self._python2 else "__py2_either_subprocess__"
        return ast.Name(name, ast.Load())

    def _platform(self, node):
        """`from sys import platform` gives that of Python 2."""
        names = [alias.asname or alias.name for alias in node.names if alias.name == "platform"]
        values = [ast.Assign([ast.Name(name, ast.Store())], ast.Constant(_PLATFORM)) for name in names]
        return [node] + [ast.copy_location(value, node) for value in values]

    def visit_Compare(self, node):
        """`sys.platform == 'linux2'` asks for Linux."""
        parts = [node.left] + node.comparators
        if self._either and any(_is_platform(part) for part in parts):
            parts = [ast.Constant(_PLATFORM) if _is_sys_platform(part) else part for part in parts]
            node.left, node.comparators = parts[0], parts[1:]
        self.generic_visit(node)
        order = _ORDERS.get(type(node.ops[0]))
        if self._python2 and order and len(node.ops) == 1:
            return _call(order, node, node.left, node.comparators[0])
        return node

    def visit_FunctionDef(self, node):
        self.generic_visit(node)
        parameters.unpack_in_function(node)
        return node

    def visit_Lambda(self, node):
        self.generic_visit(node)
        return parameters.unpack_in_lambda(node)

    def visit_ExceptHandler(self, node):
        self.generic_visit(node)
        parameters.unpack_in_handler(node)
        return node

    def visit_ClassDef(self, node):
        """Methods that have new names get those too."""
        self.generic_visit(node)
        defined = {part.name for part in node.body if isinstance(part, ast.FunctionDef)}
        for old, new in _METHODS.items():
            if old in defined and new not in defined and (old != "next" or "__iter__" in defined):
                value = ast.Name(old, ast.Load())
                if old == "__nonzero__":
                    value = _call("__py2_truth__", node, value)
                node.body.append(ast.Assign([ast.Name(new, ast.Store())], value))
                ast.copy_location(node.body[-1], node)
        return node

    def visit_Subscript(self, node):
        """Whole numbers only, and lists only, can have an index or be cut."""
        if self._either and _gives_view(node.value):
            node.value = _call("__py2_list__", node.value, node.value)
        self._visit(node, self._either)
        return node

    def visit_Assign(self, node):
        self.generic_visit(node)
        name = _name(node.targets[0])
        if self._either and name in self._facts.used_as_lists:
            if _gives_view(node.value):
                node.value = _call("__py2_list__", node.value, node.value)
            elif name in self._facts.changed and _is_call_of(node.value, *_RANGES):
                node.value = _call("list", node.value, node.value)
        return node

    def visit_For(self, node):
        """What is gone through may change meanwhile."""
        if self._either and _gives_view(node.iter):
            node.iter = _call("__py2_list__", node.iter, node.iter)
        self.generic_visit(node)
        return node

    def _visit(self, node, dividing_down):
        """Visits the parts of a node where only whole numbers make sense, if `dividing_down`."""
        before = self._divides
        self._divides = before or (dividing_down and self._old_division)
        self.generic_visit(node)
        self._divides = before

    def visit_BinOp(self, node):
        if self._either:
            self._visit_operands(node)
        else:
            self.generic_visit(node)
        if self._divides and isinstance(node.op, ast.Div):
            return _call("__py2_divide__", node, node.left, node.right)
        if self._python2 and isinstance(node.op, ast.Mod) and _is_text(node.left):
            return _call("__py2_formatted__", node, node.left, node.right)
        return node

    def _visit_operands(self, node):
        """Only whole numbers multiply texts and lists; only lists are added to lists."""
        whole = [False, False]
        if isinstance(node.op, ast.Mult):
            whole = [_is_sequence(node.right), _is_sequence(node.left)]
        elif isinstance(node.op, ast.Mod) and _is_text(node.left):
            self._visit_written(node)
        elif isinstance(node.op, ast.Add):
            for side in ("left", "right"):
                value = getattr(node, side)
                if _gives_view(value):
                    setattr(node, side, _call("__py2_list__", value, value))
        for side, only in zip(("left", "right"), whole):
            setattr(node, side, self._as_whole(getattr(node, side), only))

    def _visit_written(self, node):
        """The values that `%x` and its like write."""
        letters = [letter for letter in _CONVERSION.findall(node.left.value) if letter != "%"]
        if isinstance(node.right, ast.Tuple):
            pairs = zip(node.right.elts, letters) if len(letters) == len(node.right.elts) else ()
            node.right.elts = [self._as_whole(v, c in "xXoc") for v, c in pairs] or node.right.elts
        elif len(letters) == 1:
            node.right = self._as_whole(node.right, letters[0] in "xXoc")

    def _as_whole(self, node, only_whole):
        before = self._divides
        self._divides = before or (only_whole and self._old_division)
        node = self.visit(node)
        self._divides = before
        return node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if self._divides and isinstance(node.op, ast.Div):
            before = ast.copy_location(_as_loaded(node.target), node.target)
            value = _call("__py2_divide_by__", node, before, node.value)
            return ast.copy_location(ast.Assign([node.target], value), node)
        return node


def _is_sys_platform(node):
    return isinstance(node, ast.Attribute) and _is_name(node.value, "sys") and node.attr == "platform"


def _is_platform(node):
    """True for 'linux2', also among others."""
    if isinstance(node, (ast.List, ast.Tuple)):
        return any(_is_platform(part) for part in node.elts)
    return isinstance(node, ast.Constant) and node.value == _PLATFORM


def _of_bytes(node, function):
    """A method that takes text where Python 3 takes bytes alone."""
    if _is_name(function.value, "os") and function.attr == "write":
        return _call("__py2_os_write__", node, *node.args)
    if function.attr == "setsockopt":
        return _call("__py2_set_option__", node, function.value, *node.args)
    if function.attr in ("send", "sendall", "sendto") and node.args:
        name = ast.Constant(function.attr)
        return _call("__py2_send__", node, function.value, name, *node.args)
    if function.attr == "write" and len(node.args) == 1:
        return _call("__py2_write__", node, function.value, *node.args)
    return node


def _as_loaded(target):
    """The expression that reads what an assignment writes."""
    text = ast.unparse(target)
    return ast.parse(text, mode="eval").body


def _gives_view(node):
    """True for a call `x.keys()`, `x.values()` or `x.items()`."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _LISTS
        and not node.args
        and not node.keywords
    )


def _name(node):
    """`x` or `self.x` as text; None for all else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return "%s.%s" % (node.value.id, node.attr)
    return node.id if isinstance(node, ast.Name) else None


def _is_call_of(node, *names):
    return isinstance(node, ast.Call) and _is_name(node.func, *names)


def _is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_gone(node):
    return _is_text(node) and node.value in attributes.GONE


def _is_sequence(node):
    return _is_text(node) or isinstance(node, (ast.List, ast.Tuple))


def _is_name(node, *names):
    return isinstance(node, ast.Name) and node.id in names


def _has_word(node, name):
    return any(word.arg == name for word in node.keywords)


def _rename_word(node, old, new):
    for word in node.keywords:
        if word.arg == old:
            word.arg = new


def _call(name, place, *args, words=()):
    function = ast.copy_location(ast.Name(name, ast.Load()), place)
    return ast.copy_location(ast.Call(function, list(args), list(words)), place)
