"""Parameters that are tuples: `def f(a, (b, c))`, `lambda (k, v): v`, `except E, (number, text)`.

They are packed into one name before Python 3 parses the source, and taken apart in the tree.
"""

import ast

from autotest.legacy.lexer import NAME, OPERATOR, Token

TUPLE = "__py2_tuple__"
CAUGHT = "__py2_caught__"

_BLANK = ("space", "indent", "comment", "newline")


def pack(found):
    """The tokens, with each tuple in a list of parameters as one name."""
    made, i = [], 0
    while i < len(found):
        token = found[i]
        made.append(token)
        i += 1
        if token == Token(NAME, "lambda") or token == Token(NAME, "def"):
            end = _end_of_parameters(found, i, token.text == "def")
            made += _pack_list(found[i:end], token.text == "lambda")
            i = end
    return made


def _end_of_parameters(found, start, in_brackets):
    """Where the list of parameters ends: at the colon, which is in no brackets."""
    depth = 0
    for i in range(start, len(found)):
        text = found[i].text if found[i].kind == OPERATOR else ""
        depth += (text in ("(", "[", "{") and 1) - (text in (")", "]", "}") and 1)
        if depth < 0 or (depth == 0 and text == ":"):
            return i
    return start


def _pack_list(part, at_start):
    made, i, before = [], 0, "lambda" if at_start else ""
    depth = 0 if at_start else -1
    while i < len(part):
        token = part[i]
        if token.text == "(" and depth == 0 and before in ("lambda", "(", ","):
            end = next((j for j in range(i, len(part)) if part[j].text == ")"), None)
            name = None if end is None else packed(part[i : end + 1], TUPLE)
            if name is not None:
                made.append(name)
                i, before = end + 1, ")"
                continue
        if token.kind == OPERATOR:
            depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        made.append(token)
        before = before if token.kind in _BLANK else token.text
        i += 1
    return made


def packed(group, mark):
    """The one name for a group such as `(a, b)`; None when it is more than names."""
    inner = [token for token in group if token.kind not in _BLANK]
    if len(inner) < 3 or inner[0].text != "(" or inner[-1].text != ")":
        return None
    names = [token.text for token in inner[1:-1] if token.kind == NAME]
    rest = {token.text for token in inner[1:-1] if token.kind != NAME}
    if not names or rest - {","} or any("__" in name for name in names):
        return None
    return Token(NAME, mark + "__".join(names))


def _names(name, mark):
    return name[len(mark) :].split("__")


def _store(names):
    return ast.Tuple([ast.Name(name, ast.Store()) for name in names], ast.Store())


def unpack_in_function(node):
    """Takes the tuples apart first thing in the body."""
    statements = [
        ast.Assign([_store(_names(arg.arg, TUPLE))], ast.Name(arg.arg, ast.Load()))
        for arg in node.args.args
        if arg.arg.startswith(TUPLE)
    ]
    for statement in statements:
        ast.copy_location(statement, node)
    node.body[:0] = statements


def unpack_in_lambda(node):
    """`lambda (k, v): x` as `lambda p: (lambda k, v: x)(*p)`."""
    for arg in node.args.args:
        if arg.arg.startswith(TUPLE):
            names = [ast.arg(name) for name in _names(arg.arg, TUPLE)]
            empty = ast.arguments([], names, None, [], [], None, [])
            inner = ast.copy_location(ast.Lambda(empty, node.body), node)
            value = ast.Starred(ast.Name(arg.arg, ast.Load()), ast.Load())
            node.body = ast.copy_location(ast.Call(inner, [value], []), node)
    return node


def unpack_in_handler(node):
    """Gives the parts of the exception their names first thing in the handler."""
    if node.name and node.name.startswith(CAUGHT):
        caught = ast.Attribute(ast.Name(node.name, ast.Load()), "args", ast.Load())
        statement = ast.Assign([_store(_names(node.name, CAUGHT))], caught)
        node.body.insert(0, ast.copy_location(statement, node))
