"""Tracebacks that point into the author's files and show nothing of ours."""

import os
import traceback

_HERE = os.path.dirname(os.path.abspath(__file__))
_OURS = (_HERE + os.sep, "<frozen ")


def user_traceback(exception):
    """The traceback of an exception, ready to print, ending with a newline.

    Frames of this package and of the import machinery are left out; so are the marks below the
    lines, which would be wrong where a source was converted. Classes have their bare names.
    """
    summary = traceback.TracebackException.from_exception(exception)
    _trim(summary, set())
    text = "\n" + "".join(summary.format())
    for full, bare in _names(exception):
        text = text.replace("\n" + full, "\n" + bare)
    return text[1:]


def _names(exception):
    """Full and bare names of the classes of an exception and of those behind it."""
    seen = []
    while exception is not None and exception not in seen and len(seen) < 20:
        kind = type(exception)
        yield "%s.%s" % (kind.__module__, kind.__qualname__), kind.__name__
        seen.append(exception)
        exception = exception.__cause__ or exception.__context__


def _trim(summary, seen):
    if summary is None or id(summary) in seen:
        return
    seen.add(id(summary))
    frames = [
        traceback.FrameSummary(frame.filename, frame.lineno, frame.name)
        for frame in summary.stack
        if not frame.filename.startswith(_OURS)
    ]
    summary.stack = traceback.StackSummary.from_list(frames)
    _trim(summary.__cause__, seen)
    _trim(summary.__context__, seen)
