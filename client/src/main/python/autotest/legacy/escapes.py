r"""Plain texts of Python 2 with escapes: bytes, in which `\u`, `\U` and `\N` mean nothing.

In `u''` they do, and in all texts after `from __future__ import unicode_literals`.
"""

import ast
import re

from autotest.legacy import lexer

_UNICODE_LITERALS = re.compile(r"^\s*from\s+__future__\s+import\s.*\bunicode_literals\b", re.MULTILINE)
_MEANINGFUL = re.compile(r"\\[uUN]")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_PREFIX = re.compile("[a-zA-Z]*")


def there_are(text):
    """Whether a source may have an escape that means nothing in Python 2."""
    return _MEANINGFUL.search(text) is not None and not _UNICODE_LITERALS.search(text)


def plain(text):
    """The source with a second backslash before `u`, `U` and `N` where they mean nothing."""
    return "".join(token.text for token in map(literal, lexer.tokens(text)))


def literal(token):
    """A text of Python 2 as Python 3 writes it; other tokens stay."""
    if token.kind != lexer.STRING:
        return token
    prefix = _PREFIX.match(token.text).group().lower()
    if prefix == "ur":
        return lexer.Token(token.kind, token.text[1:2] + _ESCAPE.sub(_character, token.text[2:]))
    if prefix:
        return token
    doubled = _ESCAPE.sub(_doubled, token.text)
    return lexer.Token(token.kind, doubled)


def _character(match):
    """The character of an escape in `ur''`, where no other means anything."""
    digits = match.group(1) or match.group(2)
    return chr(int(digits, 16)) if digits else match.group()


def _doubled(match):
    return "\\" + match.group() if match.group()[1] in "uUN" else match.group()


def mark(tree, text):
    """The tree, changed in place: texts whose escapes are bytes are marked as made of bytes."""
    if _UNICODE_LITERALS.search(text):
        return tree
    return _Marker(text.split("\n")).visit(tree)


class _Marker(ast.NodeTransformer):
    def __init__(self, lines):
        self._lines = lines

    def visit_Expr(self, node):
        """Texts that stand alone say something to people."""
        return node if isinstance(node.value, ast.Constant) else self.generic_visit(node)

    def visit_JoinedStr(self, node):
        return node

    def visit_Constant(self, node):
        value = node.value
        if not isinstance(value, str) or value.isascii() or node.kind == "u" or ord(max(value)) > 255:
            return node
        if not all(line.isascii() for line in self._lines[node.lineno - 1 : node.end_lineno]):
            return node
        name = ast.copy_location(ast.Name("__py2_octets__", ast.Load()), node)
        return ast.copy_location(ast.Call(name, [node], []), node)
