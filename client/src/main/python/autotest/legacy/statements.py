"""Rewrites Python 2 statements and literals, token by token, without moving a line.

Done here: `print`, `exec`, `raise E, value`, `except E, name`, `[x for x in 1, 2]`, backquotes, `<>`, octal and
long numbers, `ur` strings, `async` and its like as names, indentation that mixes tabs and blanks. Everything
else stays as it is.
"""

from autotest.legacy import escapes, lexer, parameters
from autotest.legacy.lexer import (
    COMMENT,
    INDENT,
    NAME,
    NEWLINE,
    NUMBER,
    OPERATOR,
    SPACE,
    STRING,
    Token,
)

_COMPOUND = frozenset(
    "if elif else while for try except finally with def class".split()
)
_NEW_WORDS = frozenset(Token(NAME, word) for word in ("async", "await", "nonlocal"))
_FUTURE_PRINT = "print_function"


def convert(text):
    """The text with its Python 2 statements as Python 3 has them; as many lines as before."""
    new = escapes.literal if escapes.there_are(text) else lambda token: token
    found = parameters.pack(_new_words([_literal(new(token)) for token in lexer.tokens(text)]))
    rewriters = dict(_REWRITERS)
    if any(token == Token(NAME, _FUTURE_PRINT) for token in found):
        del rewriters["print"]
    converted = []
    for line in lexer.lines(_bare_tuples(_backquotes(found))):
        for statement in _statements(line):
            converted += _rewrite(statement, rewriters)
    return "".join(token.text for token in converted)


def _new_words(found):
    """`async`, `await` and `nonlocal` were names: they get others, unless one means the word."""
    plain = [token for token in found if _counts(token)]
    for word, after in zip(plain, plain[1:]):
        if word == Token(NAME, "async") and after.text in ("def", "for", "with"):
            return found
    return [Token(NAME, token.text + "_") if token in _NEW_WORDS else token for token in found]


def _literal(token):
    """A token that Python 3 writes in another way."""
    kind, text = token
    if kind == NUMBER:
        return Token(kind, _number(text))
    if kind == STRING and text[:2].lower() == "ur":
        return Token(kind, text[1:])
    if kind == INDENT:
        return Token(kind, text.expandtabs(8) if "\\" not in text else text)
    if token == Token(OPERATOR, "<>"):
        return Token(kind, "!=")
    return token


def _number(text):
    text = text.rstrip("lL")
    octal = len(text) > 1 and text[0] == "0" and text.isdigit() and text.strip("0")
    return "0o" + text.lstrip("0") if octal else text


def _backquotes(found):
    """`x` in backquotes is repr(x)."""
    opened = False
    for token in found:
        if token != Token(OPERATOR, "`"):
            yield token
        else:
            opened = not opened
            yield Token(OPERATOR, "repr(" if opened else ")")


_TUPLE_ENDS = frozenset((Token(NAME, "for"), Token(NAME, "if"), Token(OPERATOR, "]")))


class _Bracket(object):
    """One that is open: whether a `for` of its own waits for its `in`, and the tuple behind that."""

    def __init__(self, text):
        self.is_list = text == "["
        self.waits = False
        self.start = None
        self.commas = 0


def _bare_tuples(found):
    """`[x for x in 1, 2]`: what is gone through in a list needs brackets when it is a tuple."""
    made, opened = [], [_Bracket("")]
    for token in found:
        inner = opened[-1]
        if inner.start is not None and token in _TUPLE_ENDS:
            if inner.commas:
                made.insert(inner.start, Token(OPERATOR, "("))
                made.append(Token(OPERATOR, ")"))
            inner.start = None
        if token.kind == OPERATOR and token.text in "([{":
            opened.append(_Bracket(token.text))
        elif token.kind == OPERATOR and token.text in ")]}" and len(opened) > 1:
            opened.pop()
        elif token == Token(NAME, "for"):
            inner.waits = inner.is_list
        elif token == Token(NAME, "in") and inner.waits:
            inner.waits, inner.start, inner.commas = False, len(made) + 1, 0
        elif token == _COMMA:
            inner.commas += 1
        made.append(token)
    return made


def _statements(line):
    """Cuts a logical line at `;`, and after the colon of `if x:` and the like."""
    statement = []
    depth = lambdas = 0
    header = _first_word(line) in _COMPOUND
    for token in line:
        statement.append(token)
        depth += _nesting(token)
        if depth:
            continue
        if token == Token(NAME, "lambda"):
            lambdas += 1
        elif token.text == ":" and lambdas:
            lambdas -= 1
        elif token.text == ";" or (token.text == ":" and header):
            header = header and token.text != ":"
            yield statement
            statement = []
    yield statement


def _nesting(token):
    if token.kind != OPERATOR:
        return 0
    return token.text.count("(") + (token.text in "[{") - (token.text in (")", "]", "}"))


def _first_word(statement):
    for token in statement:
        if token.kind not in (INDENT, SPACE):
            return token.text if token.kind == NAME else ""
    return ""


def _rewrite(statement, rewriters):
    rewriter = rewriters.get(_first_word(statement))
    if rewriter is None:
        return statement
    start = next(i for i, token in enumerate(statement) if token.kind == NAME)
    end = max(i for i, token in enumerate(statement) if _counts(token)) + 1
    if statement[end - 1].text in (";", ":"):
        end -= 1
        while not _counts(statement[end - 1]):
            end -= 1
    body = statement[start + 1 : end]
    return statement[:start] + rewriter(statement[start], body) + statement[end:]


def _counts(token):
    return token.kind not in (SPACE, INDENT, COMMENT, NEWLINE)


def _strip(part):
    while part and not _counts(part[0]):
        part = part[1:]
    while part and not _counts(part[-1]):
        part = part[:-1]
    return part


def _split(body, separator):
    """The parts of a statement between separators that are in no brackets."""
    parts = [[]]
    depth = 0
    for token in body:
        depth += _nesting(token)
        if depth == 0 and token == separator:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


_COMMA = Token(OPERATOR, ",")


def _text(text):
    return [Token(OPERATOR, text)]


def _print(_, body):
    target = []
    rest = _strip(body)
    if rest and rest[0].text == ">>":
        first, *others = _split(rest[1:], _COMMA)
        target = _text("file=") + _strip(first)
        rest = _join(others)
    more = _text('end=" "') if rest and rest[-1] == _COMMA else []
    items = _strip(rest[:-1] if more else rest)
    return _text("print(") + _join([part for part in (items, more, target) if part]) + _text(")")


def _join(parts):
    joined = []
    for part in parts:
        joined += ([_COMMA] if joined else []) + part
    return joined


def _exec(_, body):
    code, *scope = _split(_strip(body), Token(NAME, "in"))
    if not scope and _is_call(code):
        return _text("__py2_exec__") + body
    rest = [_COMMA] + _strip(scope[0]) if scope else []
    return _text("__py2_exec__(") + _strip(code) + rest + _text(")")


def _is_call(code):
    """True for one pair of parentheses around all."""
    code = _strip(code)
    if not code or code[0].text != "(":
        return False
    depth = 0
    for i, token in enumerate(code):
        depth += _nesting(token)
        if depth == 0:
            return i == len(code) - 1
    return False


def _raise(word, body):
    if len(_split(body, _COMMA)) == 1:
        return [word] + body
    return [word] + _text(" __py2_raise__(") + _strip(body) + _text(")")


def _except(word, body):
    parts = _split(body, _COMMA)
    if len(parts) != 2:
        return [word] + body
    target = _strip(parts[1])
    if [token.kind for token in target] != [NAME]:
        packed = parameters.packed(target, parameters.CAUGHT)
        if packed is None:
            return [word] + body
        target = [packed]
    return [word] + parts[0] + _text(" as ") + target


_REWRITERS = {"print": _print, "exec": _exec, "raise": _raise, "except": _except}
