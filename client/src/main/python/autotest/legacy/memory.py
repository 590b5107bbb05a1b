"""`StringIO` and `cStringIO`: files in memory, of text and of bytes.

Loaded when a source first uses one of them.
"""

import io
import os
import sys

from autotest.legacy import octets

# Modules of the library that want bytes of a file.
_OF_BYTES = frozenset("_compression bz2 gzip lzma tarfile zipfile".split())


class StringIO(io.StringIO):
    """What is written as bytes, or as text made of bytes, is read as text that was made of bytes."""

    def __init__(self, buf=""):
        io.StringIO.__init__(self)
        self._of_bytes = False
        if buf:
            self.write(buf)
            io.StringIO.seek(self, 0)

    def write(self, data):
        """Writes text or bytes, or what a thing is as text."""
        text = octets.text(data)
        self._of_bytes = self._of_bytes or isinstance(text, octets.Octets)
        return io.StringIO.write(self, text if isinstance(text, str) else str(text))

    def writelines(self, lines):
        """Writes several."""
        for line in lines:
            self.write(line)

    def getvalue(self):
        """All that is in it."""
        return self._given(io.StringIO.getvalue(self))

    def read(self, size=-1):
        """The rest, or so many characters."""
        return self._given(io.StringIO.read(self, size))

    def readline(self, size=-1):
        """One line."""
        return self._given(io.StringIO.readline(self, size))

    def readlines(self, *_):
        """All lines that are left."""
        return list(self)

    def __next__(self):
        return self._given(io.StringIO.__next__(self))

    def seek(self, offset, whence=os.SEEK_SET):
        """Goes to a place, also to one that is given from the present one or the end."""
        if whence == os.SEEK_CUR:
            offset += self.tell()
        elif whence == os.SEEK_END:
            offset += self.len
        return io.StringIO.seek(self, offset)

    @property
    def len(self):
        """How many characters are in it."""
        return len(io.StringIO.getvalue(self))

    def _given(self, text):
        if sys._getframe(2).f_globals.get("__name__", "").partition(".")[0] in _OF_BYTES:
            return octets.raw(text)
        return octets.octets(text) if self._of_bytes else text


def names():
    """What either module has."""
    return {"InputType": StringIO, "OutputType": StringIO, "StringIO": StringIO}
