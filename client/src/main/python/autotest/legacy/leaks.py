"""Names that a list comprehension leaves behind, in sources that certainly are Python 2.

`[f(x) for x in l]` becomes `[f(x) for y in l if (x := y, True)[-1]]` where `x` is read elsewhere.
"""

import ast

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def keep(tree):
    """The tree, changed in place."""
    return _Keeper(_read(tree)).visit(tree)


class _Keeper(ast.NodeTransformer):
    """`read` are the names that the scope reads outside of comprehensions over them."""

    def __init__(self, read):
        self._read = read
        self._barred = False
        self._bound = set()

    def _visit_scope(self, node):
        return _visited(_Keeper(_read(node)), node)

    visit_FunctionDef = visit_Lambda = _visit_scope

    def visit_ClassDef(self, node):
        """In a class no name can be left behind."""
        keeper = _Keeper(set())
        return _visited(keeper, node)

    def _visit_comprehension(self, node):
        names = _targets(node)
        leaks = isinstance(node, ast.ListComp) and names & self._read
        if leaks and not self._barred and not names & self._bound:
            self.generic_visit(node)
            for clause in node.generators:
                _leave(clause)
            return node
        bound = self._bound
        self._bound = bound | names
        self.generic_visit(node)
        self._bound = bound
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension

    def visit_comprehension(self, clause):
        """Within what is gone through Python takes no assignment."""
        barred, self._barred = self._barred, True
        clause.iter = self.visit(clause.iter)
        self._barred = barred
        clause.ifs = [self.visit(condition) for condition in clause.ifs]
        return clause


def _visited(keeper, node):
    keeper.generic_visit(node)
    return node


def _leave(clause):
    """Gives the names of a clause others, and assigns the old ones from them."""
    kept = []
    for node in ast.walk(clause.target):
        if isinstance(node, ast.Name):
            hidden = "__py2_item_" + node.id
            value = ast.Name(hidden, ast.Load())
            kept.append(ast.NamedExpr(ast.Name(node.id, ast.Store()), value))
            node.id = hidden
    true = ast.Tuple(kept + [ast.Constant(True)], ast.Load())
    last = ast.Subscript(true, ast.Constant(-1), ast.Load())
    for made in ast.walk(last):
        ast.copy_location(made, clause.target)
    clause.ifs.insert(0, last)


def _targets(comprehension):
    """The names it goes through."""
    names = set()
    for clause in comprehension.generators:
        for node in ast.walk(clause.target):
            if isinstance(node, ast.Name):
                names.add(node.id)
    return names


def _read(scope):
    """Names that are read anywhere in a scope but in comprehensions over them."""
    found = set()

    def look(node, bound):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in bound:
            found.add(node.id)
        if isinstance(node, _COMPREHENSIONS):
            bound = bound | _targets(node)
        for part in ast.iter_child_nodes(node):
            look(part, bound)

    for part in ast.iter_child_nodes(scope):
        look(part, frozenset())
    return found
