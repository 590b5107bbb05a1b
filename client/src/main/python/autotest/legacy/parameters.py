"""Parameters that are tuples: `def f(a, (b, (c, d)))`, `lambda (k, v): v`, `except E, (number, text)`.

They are packed into one name before Python 3 parses the source, and taken apart in the tree.
"""

import ast

from autotest.legacy.lexer import NAME, OPERATOR, Token

TUPLE = "__py2_tuple__"
CAUGHT = "__py2_caught__"

# Between the parts of the one name, in no name of Python 2; OPEN and CLOSE are parts that stand for
# brackets.
_SEPARATOR = "\u00b7"
_OPEN, _CLOSE = "1", "2"

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
            end = _closing(part, i)
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


def _closing(part, start):
    """Where the bracket that opens there is closed; None when it is not."""
    depth = 0
    for i in range(start, len(part)):
        depth += (part[i].text == "(") - (part[i].text == ")")
        if depth == 0:
            return i
    return None


def packed(group, mark):
    """The one name for a group such as `(a, (b, c))`; None when it is more than names.

    One name in brackets is that name.
    """
    inner = [token for token in group if token.kind not in _BLANK]
    if len(inner) < 3 or inner[0].text != "(" or inner[-1].text != ")":
        return None
    parts, before = [], ""
    for token in inner[1:-1]:
        if token.kind == NAME and _SEPARATOR not in token.text:
            parts.append(token.text)
        elif token.text == "(":
            parts.append(_OPEN)
        elif token.text == ")" and parts[-2:-1] == [_OPEN] and before != ",":
            del parts[-2]  # A name in brackets is no tuple.
        elif token.text == ")":
            parts.append(_CLOSE)
        elif token.text != ",":
            return None
        before = token.text
    if len(parts) == 1 and all(token.text != "," for token in inner):
        return Token(NAME, parts[0])
    return Token(NAME, mark + _SEPARATOR.join(parts)) if any(map(str.isidentifier, parts)) else None


def _parts(name, mark):
    """The parts of such a name: names, and lists of parts."""
    opened = [[]]
    for part in name[len(mark) :].split(_SEPARATOR):
        if part == _OPEN:
            opened.append([])
        elif part == _CLOSE:
            inner = opened.pop()
            opened[-1].append(inner)
        else:
            opened[-1].append(part)
    return opened[0]


def _store(part):
    if isinstance(part, str):
        return ast.Name(part, ast.Store())
    return ast.Tuple([_store(each) for each in part], ast.Store())


def _name(part):
    """A part as one name again."""
    return part if isinstance(part, str) else TUPLE + _SEPARATOR.join(_flat(part))


def _flat(parts):
    for part in parts:
        if isinstance(part, str):
            yield part
        else:
            yield _OPEN
            yield from _flat(part)
            yield _CLOSE


def unpack_in_function(node):
    """Takes the tuples apart first thing in the body."""
    statements = [
        ast.Assign([_store(_parts(arg.arg, TUPLE))], ast.Name(arg.arg, ast.Load()))
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
            names = [ast.arg(_name(part)) for part in _parts(arg.arg, TUPLE)]
            empty = ast.arguments([], names, None, [], [], None, [])
            inner = unpack_in_lambda(ast.copy_location(ast.Lambda(empty, node.body), node))
            value = ast.Starred(ast.Name(arg.arg, ast.Load()), ast.Load())
            node.body = ast.copy_location(ast.Call(inner, [value], []), node)
    return node


def unpack_in_handler(node):
    """Gives the parts of the exception their names first thing in the handler."""
    if node.name and node.name.startswith(CAUGHT):
        caught = ast.Attribute(ast.Name(node.name, ast.Load()), "args", ast.Load())
        statement = ast.Assign([_store(_parts(node.name, CAUGHT))], caught)
        node.body.insert(0, ast.copy_location(statement, node))
