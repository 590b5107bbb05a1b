"""Cuts Python 2 source text into tokens that, joined, give the same text again.

The lexer of the standard library refuses what Python 3 no longer has (`0777`, `10L`, backquotes),
so this one is written for the purpose. It is lenient: what it does not know is an operator of one
character, and the compiler has the last word.
"""

import collections
import re

STRING, COMMENT, NUMBER, NAME, OPERATOR, NEWLINE, SPACE, INDENT = (
    "string",
    "comment",
    "number",
    "name",
    "operator",
    "newline",
    "space",
    "indent",
)

Token = collections.namedtuple("Token", ["kind", "text"])

_TRIPLE = r"(?:\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''(?:[^\\]|\\.)*?''')"
_SINGLE = r"(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')"
_EXPONENT = r"(?:[eE][-+]?\d+)?"

_PATTERN = re.compile(
    "|".join(
        (
            r"(?P<string>[a-zA-Z]{0,2}(?:%s|%s))" % (_TRIPLE, _SINGLE),
            r"(?P<comment>\#[^\n]*)",
            r"(?P<number>0[xX][0-9a-fA-F]+[lL]?|0[bBoO][0-7]+[lL]?"
            r"|(?:\d+\.\d*|\.\d+)%s[jJ]?|\d+%s[lLjJ]?)" % (_EXPONENT, _EXPONENT),
            r"(?P<name>[^\W\d]\w*)",
            r"(?P<newline>\r?\n)",
            r"(?P<space>(?:[ \t\f]|\\\r?\n)+)",
            r"(?P<operator><>|<<=|>>=|\*\*=|//=|<<|>>|\*\*|//|[-+*/%&|^=<>!]=|.)",
        )
    ),
    re.DOTALL,
)


def tokens(text):
    """The tokens of a source; white space at the start of a line outside brackets is INDENT."""
    found = []
    depth = 0
    at_start = True
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup
        token = match.group()
        if kind == OPERATOR and token in "([{":
            depth += 1
        elif kind == OPERATOR and token in ")]}":
            depth = max(0, depth - 1)
        if kind == SPACE and at_start and depth == 0:
            kind = INDENT
        elif kind == NEWLINE and depth > 0:
            kind = SPACE
        at_start = kind == NEWLINE
        found.append(Token(kind, token))
    return found


def lines(found):
    """The tokens as logical lines: each ends with its NEWLINE, the last perhaps without."""
    line = []
    for token in found:
        line.append(token)
        if token.kind == NEWLINE:
            yield line
            line = []
    if line:
        yield line
