"""Files that are opened by sources which did not tell text from bytes."""

import builtins
import io
import os

from autotest.legacy import octets


def opened(path, mode="r", buffering=-1, **dargs):
    """`open`; a file that is written takes text and bytes alike, as there was no difference."""
    ends = None if "U" in mode else "\n"
    mode = mode.replace("U", "") or "r"
    if "b" not in mode:
        dargs.setdefault("errors", "surrogateescape")
        dargs.setdefault("newline", ends)
    if buffering == 0 and "b" not in mode:
        file = _unbuffered(path, mode, dargs)
    else:
        file = builtins.open(path, mode, buffering, **dargs)
    return Lenient(file) if set(mode) & set("wa+") else file


def _unbuffered(path, mode, dargs):
    """Text whose every piece is written at once; what is read too has a buffer in any case."""
    if set(mode) & set("r+"):
        return builtins.open(path, mode, 1 if "+" in mode else -1, **dargs)
    raw = builtins.open(path, mode + "b", 0)
    return io.TextIOWrapper(raw, encoding="utf-8", errors=dargs["errors"], write_through=True)


def opened_by_either(file, mode="r", *args, **dargs):
    """`open` as it is, of text that need not be valid."""
    if "b" not in mode and len(args) < 3:
        dargs.setdefault("errors", "surrogateescape")
    return builtins.open(file, mode, *args, **dargs)


def fdopen(descriptor, mode="r", bufsize=-1):
    """`os.fdopen`, likewise."""
    return opened(descriptor, mode, bufsize)


def popen(cmd, mode="r", buffering=-1):
    """`os.popen`; its text need not be valid."""
    stream = os.popen(cmd, mode[:1])
    stream.reconfigure(
        encoding="utf-8", errors="surrogateescape", newline="\n", line_buffering=buffering == 1
    )
    if mode[:1] == "r":
        return stream
    return AtOnce(stream) if buffering == 0 else Lenient(stream)


class Lenient(object):
    """A file that is open for writing."""

    def __init__(self, file):
        self._file = file

    def write(self, data):
        """Writes text or bytes."""
        text = hasattr(self._file, "encoding")
        if text and isinstance(data, bytes):
            self._file.flush()
            return self._file.buffer.write(data)
        return self._file.write(data if text else octets.raw(data))

    def writelines(self, lines):
        """Writes several."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name):
        return getattr(self._file, name)

    def __iter__(self):
        return iter(self._file)

    def __next__(self):
        return next(self._file)

    def __enter__(self):
        self._file.__enter__()
        return self

    def __exit__(self, *failure):
        return self._file.__exit__(*failure)


class AtOnce(Lenient):
    """One whose every piece is written at once."""

    def write(self, data):
        """Writes text or bytes."""
        written = Lenient.write(self, data)
        self._file.flush()
        return written
