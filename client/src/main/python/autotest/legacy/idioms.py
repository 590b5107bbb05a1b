"""Rewrites, in the syntax tree, what compiles under Python 3 but fails or means something else.

In any source: `has_key`, `iteritems` and its like, `sys.maxint`, `message` of exceptions, functions
of the module `string`. In a source that is certainly Python 2: division of whole numbers, lists from
`keys`, `values` and `items`, `os.write` of a text.
"""

import ast
import string

_ITERATORS = ("iteritems", "iterkeys", "itervalues")
_LISTS = ("items", "keys", "values")


def rewrite(tree, certainly_python2, old_division):
    """The tree, changed in place.

    `old_division` is false for a source that says `from __future__ import division`.
    """
    return ast.fix_missing_locations(_Rewriter(certainly_python2, old_division).visit(tree))


class _Rewriter(ast.NodeTransformer):
    def __init__(self, certainly_python2, old_division):
        self._python2 = certainly_python2
        self._divides = certainly_python2 and old_division

    def visit_Call(self, node):
        self.generic_visit(node)
        function = node.func
        if not isinstance(function, ast.Attribute):
            return node
        plain = not node.keywords
        if plain and function.attr == "has_key" and len(node.args) == 1:
            return _call("__py2_has_key__", node, function.value, node.args[0])
        if plain and not node.args and function.attr in _ITERATORS:
            name = ast.Constant(function.attr)
            return _call("__py2_iterate__", node, function.value, name)
        if self._python2 and plain and not node.args and function.attr in _LISTS:
            return _call("__py2_list__", node, node)
        if self._python2 and _is_name(function.value, "os") and function.attr == "write":
            return _call("__py2_os_write__", node, *node.args)
        return node

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            return node
        if _is_name(node.value, "sys") and node.attr == "maxint":
            return ast.copy_location(ast.Constant((1 << 63) - 1), node)
        if node.attr == "message":
            return _call("__py2_message__", node, node.value)
        if _is_name(node.value, "string") and not hasattr(string, node.attr):
            node.value = ast.copy_location(ast.Name("__py2_string__", ast.Load()), node.value)
        return node

    def visit_BinOp(self, node):
        self.generic_visit(node)
        if self._divides and isinstance(node.op, ast.Div):
            return _call("__py2_divide__", node, node.left, node.right)
        return node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if self._divides and isinstance(node.op, ast.Div) and isinstance(node.target, ast.Name):
            before = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
            value = _call("__py2_divide__", node, before, node.value)
            return ast.copy_location(ast.Assign([node.target], value), node)
        return node


def _is_name(node, name):
    return isinstance(node, ast.Name) and node.id == name


def _call(name, place, *args):
    function = ast.copy_location(ast.Name(name, ast.Load()), place)
    return ast.copy_location(ast.Call(function, list(args), []), place)
