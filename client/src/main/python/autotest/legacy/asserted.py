"""Counts, in the syntax tree, what an author asserts by himself: see `checks`.

That is an `assert` that held, and an `if` that would have raised that the test fails, and did not.
"""

import ast
import builtins

from autotest import checks

_NAME = "__autotest_checked__"
# Code of authors runs in scopes of many kinds, and all of them find what is built in.
setattr(builtins, _NAME, checks.count)

# What says that the thing under test is not as it should be.
_FAILURES = frozenset(["TestFail", "TestWarn", "AssertionError"])


def count(tree):
    """The tree, changed in place."""
    return _Counter().visit(tree)


class _Counter(ast.NodeTransformer):
    def visit_Assert(self, node):
        self.generic_visit(node)
        return [node, _counted(node)]

    def visit_If(self, node):
        self.generic_visit(node)
        if not _fails(node.body[-1]):
            return node
        if not node.orelse:
            return [node, _counted(node)]
        node.orelse.insert(0, _counted(node))
        return node


def _counted(node):
    call = ast.Call(ast.Name(_NAME, ast.Load()), [], [])
    return ast.copy_location(ast.Expr(ast.copy_location(call, node)), node)


def _fails(statement):
    """True for `raise error.TestFail(…)`, of Python 2 too."""
    kind = statement.exc if isinstance(statement, ast.Raise) else None
    if isinstance(kind, ast.Call):
        old = isinstance(kind.func, ast.Name) and kind.func.id == "__py2_raise__" and kind.args
        kind = kind.args[0] if old else kind.func
    if isinstance(kind, ast.Call):
        kind = kind.func
    name = getattr(kind, "attr", None) or getattr(kind, "id", None)
    return name in _FAILURES
