"""Files that are opened by sources which did not tell text from bytes."""

import builtins
import io
import os
import sys

from autotest.legacy import language, octets


def opened(path, mode="r", buffering=-1, **dargs):
    """`open`; a file that is written takes text and bytes alike, as there was no difference."""
    path = octets.name(path)
    ends = None if "U" in mode else "\n"
    mode = mode.replace("U", "") or "r"
    if "b" not in mode:
        dargs.setdefault("errors", "surrogateescape")
        dargs.setdefault("newline", ends)
    if "b" in mode:
        file = _of_bytes(path, mode, buffering, **dargs)
    elif buffering == 0 and not set(mode) & set("r+"):
        file = OldText(builtins.open(path, mode + "b", 0), mode, write_through=True, **dargs)
    else:
        binary = builtins.open(path, mode + "b", buffering if buffering > 1 else -1)
        at_once = buffering in (0, 1) if "+" in mode else buffering == 1
        file = OldText(binary, mode, line_buffering=at_once or binary.isatty(), **dargs)
    return Lenient(file) if set(mode) & set("wa+") else file


def opened_by_either(file, mode="r", *args, **dargs):
    """`open` as it is, of text that need not be valid."""
    if "b" not in mode and len(args) < 3:
        dargs.setdefault("errors", "surrogateescape")
    return builtins.open(file, mode, *args, **dargs)


def fdopen(descriptor, mode="r", bufsize=-1):
    """`os.fdopen`, likewise."""
    return opened(descriptor, mode, bufsize)


def popen_by_either(cmd, mode="r", buffering=-1):
    """`os.popen`; its text need not be valid."""
    stream = os.popen(cmd, mode[:1])
    stream.reconfigure(
        encoding="utf-8", errors="surrogateescape", newline="\n", line_buffering=buffering == 1
    )
    if mode[:1] == "r":
        return stream
    return AtOnce(stream) if buffering == 0 else Lenient(stream)


def popen(cmd, mode="r", buffering=-1):
    """`os.popen`, in sources of Python 2."""
    from autotest.legacy import programs

    return programs.popen(cmd, mode, buffering)


def _of_bytes(path, mode, buffering, **dargs):
    """A file of bytes, which sources of Python 2 read as text."""
    if buffering == 0:
        return OldRaw(path, mode.replace("b", ""))
    file = builtins.open(path, mode, 0, **dargs)
    size = buffering if buffering > 1 else io.DEFAULT_BUFFER_SIZE
    if "+" in mode:
        return OldRandom(file, size)
    return OldReader(file, size) if "r" in mode else io.BufferedWriter(file, size)


class Octetwise(object):
    """A file of bytes: sources of Python 2 read text, a character a byte, and the library what it is made for."""

    def _given(self, data):
        caller = sys._getframe(2)
        while caller.f_globals.get("__name__", "").startswith("autotest.legacy.") and caller.f_back:
            caller = caller.f_back
        return octets.text(data) if language.READS_TEXT in caller.f_globals else data

    def read(self, *size):
        """The rest, or so many bytes."""
        return self._given(self._base.read(self, *size))

    def readline(self, *size):
        """One line."""
        return self._given(self._line(*size))

    def __next__(self):
        line = self._line()
        if not line:
            raise StopIteration
        return self._given(line)

    def _line(self, *size):
        return self._base.readline(self, *size)


class OldReader(Octetwise, io.BufferedReader):
    """A file of bytes that is read."""

    _base = io.BufferedReader


class OldRandom(Octetwise, io.BufferedRandom):
    """A file of bytes that is read and written."""

    _base = io.BufferedRandom


class OldRaw(Octetwise, io.FileIO):
    """A file of bytes without a buffer."""

    _base = io.FileIO

    def _line(self, size=-1):
        line = bytearray()
        while len(line) != size and line[-1:] != b"\n":
            piece = io.FileIO.read(self, 1)
            if not piece:
                break
            line += piece
        return bytes(line)


class OldText(io.TextIOWrapper):
    """A file of text: so many characters are so many bytes, and what is no text is read as bytes."""

    def __init__(self, binary, mode, newline="\n", encoding="utf-8", **dargs):
        io.TextIOWrapper.__init__(self, binary, encoding=encoding, newline=newline, **dargs)
        self.mode = mode
        # Whether lines are read ahead, or translated: then bytes cannot be counted.
        self._ahead = newline != "\n" or encoding != "utf-8"
        self._plain = not self._ahead

    def read(self, size=-1):
        """The rest, or so many bytes."""
        if size is None or size < 0 or self._ahead:
            return octets.read(io.TextIOWrapper.read(self, size))
        self.flush()
        return octets.read(self.buffer.read(size).decode("utf-8", "surrogateescape"))

    def readline(self, *size):
        """One line."""
        self._ahead = True
        return io.TextIOWrapper.readline(self, *size)

    def __next__(self):
        self._ahead = True
        return io.TextIOWrapper.__next__(self)

    def seek(self, offset, whence=os.SEEK_SET):
        """Goes to a place, also to one that is given from the present one or the end."""
        if whence == os.SEEK_CUR:
            offset += self.tell()
        elif whence == os.SEEK_END:
            self.flush()
            offset += self.buffer.seek(0, os.SEEK_END)
        reached = io.TextIOWrapper.seek(self, offset)
        self._ahead = not self._plain
        return reached


class Lenient(object):
    """A file that is open for writing."""

    def __init__(self, file):
        self._file = file

    def write(self, data):
        """Writes text or bytes."""
        text = hasattr(self._file, "encoding")
        if text and isinstance(data, str) and hasattr(self._file, "buffer") and octets.are_octets(data):
            data = octets.raw(data)
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
        return self._file.__next__()

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
