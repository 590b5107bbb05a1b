"""In which language the source is that calls our own functions."""

import sys

from autotest.legacy import language, octets

# What sources that may be of Python 2 have among their globals: the language.
READS_TEXT = "__py2_reads_text__"


def language_of(frame):
    """That of the innermost old source around a call; Python 3 where none is before one of an author."""
    while frame is not None:
        scope = frame.f_globals
        if READS_TEXT in scope:
            return scope[READS_TEXT]
        frame = frame.f_back
        if not _is_passed(scope.get("__name__") or ""):
            break
    return language.PYTHON3


def _is_passed(module):
    """Whether it is one of ours, or of the library, where functions are handed on to."""
    return module.startswith("autotest.") or module.partition(".")[0] in _LIBRARY


_LIBRARY = getattr(sys, "stdlib_module_names", frozenset(["contextlib", "functools", "threading"]))


def decoded(data, spoken):
    """The text of what a program wrote.

    Old sources can write it as it was, be it no UTF-8; those that are Python 3 have U+FFFD there.
    """
    if spoken == language.PYTHON3:
        return data.decode("utf-8", "replace")
    text = data.decode("utf-8", "surrogateescape")
    return octets.read(text) if spoken == language.PYTHON2 else text
