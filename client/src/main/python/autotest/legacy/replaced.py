"""Modules of the library whose objects, not only functions, take and give bytes: their old forms.

Loaded when a source that is Python 2 first uses one of them. A character stands for each byte.
"""

import importlib
import io
import sys

from autotest.legacy import modules, octets, texts


def _csv():
    """`csv`: files opened for bytes, as was the custom, are good enough."""
    import csv

    def lines(file):
        for line in file:
            yield octets.decoded(line)

    class DictReader(csv.DictReader):
        """Rows as dictionaries."""

        def __init__(self, f, *args, **dargs):
            csv.DictReader.__init__(self, lines(f), *args, **dargs)

    return {
        "DictReader": DictReader,
        "reader": lambda file, *args, **dargs: csv.reader(lines(file), *args, **dargs),
    }


def _array():
    """`array`: made of text, and text again."""
    import array

    class Array(array.array):
        """Numbers of one kind."""

        def __new__(cls, typecode, values=()):
            return array.array.__new__(cls, typecode, octets.raw(values))

        def tostring(self):
            """A character for each byte."""
            return octets.text(self.tobytes())

        def fromstring(self, text):
            """Adds numbers."""
            self.frombytes(octets.raw(text))

    return {"array": Array, "ArrayType": Array}


def _mmap():
    """`mmap`: memory of characters."""
    import mmap

    class Mapped(mmap.mmap):
        """A file in memory."""

        def read(self, *args):
            """So many characters, or the rest."""
            return octets.text(mmap.mmap.read(self, *args))

        def readline(self):
            """One line."""
            return octets.text(mmap.mmap.readline(self))

        def read_byte(self):
            """One character."""
            return chr(mmap.mmap.read_byte(self))

        def write(self, data):
            """Writes text."""
            return mmap.mmap.write(self, octets.raw(data))

        def write_byte(self, character):
            """Writes one character."""
            mmap.mmap.write_byte(self, ord(character))

        def find(self, what, *limits):
            """Where a text stands, or -1."""
            return mmap.mmap.find(self, octets.raw(what), *limits)

        def rfind(self, what, *limits):
            """Where a text stands last, or -1."""
            return mmap.mmap.rfind(self, octets.raw(what), *limits)

        def __getitem__(self, key):
            found = mmap.mmap.__getitem__(self, key)
            return chr(found) if isinstance(found, int) else octets.text(found)

        def __setitem__(self, key, value):
            one = not isinstance(key, slice)
            mmap.mmap.__setitem__(self, key, ord(value) if one else octets.raw(value))

        def __iter__(self):
            return map(self.__getitem__, range(len(self)))

        def __contains__(self, what):
            return self.find(what, 0) >= 0

    return {"mmap": Mapped}


def _texting(module, *names):
    """Functions of a module that take and give text."""
    found = importlib.import_module(module)
    return {name: texts.texting(getattr(found, name)) for name in names}


def _socket():
    """`socket`: packed addresses are text."""
    import socket

    return {
        "inet_aton": lambda address: octets.text(socket.inet_aton(address)),
        "inet_pton": lambda family, address: octets.text(socket.inet_pton(family, address)),
        **_texting("socket", "inet_ntoa", "inet_ntop"),
    }


def _struct():
    """`struct`: what is packed is text."""
    import struct

    def unpacked(values):
        return tuple(octets.text(value) for value in values)

    def pack(form, *values):
        return octets.text(struct.pack(octets.raw(form), *map(octets.raw, values)))

    class Struct(struct.Struct):
        """A form that is used more than once."""

        def pack(self, *values):
            """A character for each byte."""
            return octets.text(struct.Struct.pack(self, *map(octets.raw, values)))

        def unpack(self, data):
            """The values in a text."""
            return unpacked(struct.Struct.unpack(self, octets.raw(data)))

        def unpack_from(self, data, offset=0):
            """The values from a place of a text on."""
            return unpacked(struct.Struct.unpack_from(self, octets.raw(data), offset))

    def pack_into(form, target, offset, *values):
        struct.pack_into(form, target, offset, *map(octets.raw, values))

    return {
        "Struct": Struct,
        "pack": pack,
        "pack_into": pack_into,
        "unpack": lambda form, data: unpacked(struct.unpack(form, octets.raw(data))),
        "unpack_from": lambda form, data, offset=0: unpacked(
            struct.unpack_from(form, octets.raw(data), offset)
        ),
    }


class _File(object):
    """A file as `pickle` wants it, of any other."""

    def __init__(self, file):
        self._file = file

    def write(self, data):
        """Writes bytes, to a file of text too."""
        try:
            return self._file.write(data)
        except TypeError:
            return self._file.write(octets.text(data))

    def read(self, *args):
        """Bytes."""
        return octets.raw(self._file.read(*args))

    def readline(self):
        """The bytes of one line."""
        return octets.raw(self._file.readline())


def _bytes_of(file):
    """What lies behind a file of text, or the file by itself; what was written before is in it."""
    if isinstance(file, io.StringIO) or not hasattr(file, "buffer"):
        return _File(file)
    file.flush()
    return file.buffer


def pickling():
    """`pickle` and `cPickle`: text without a protocol, in files of any kind."""
    import pickle

    def dump(value, file, protocol=0):
        pickle.dump(value, _bytes_of(file), protocol or 0)

    def loads(text):
        return pickle.loads(octets.raw(text), encoding="latin-1")

    return {
        "dump": dump,
        "dumps": lambda value, protocol=0: octets.text(pickle.dumps(value, protocol or 0)),
        "load": lambda file: pickle.load(_bytes_of(file), encoding="latin-1"),
        "loads": loads,
    }


def _math():
    """`math`: numbers that are rounded stay fractions."""
    import math

    return {"ceil": lambda x: float(math.ceil(x)), "floor": lambda x: float(math.floor(x))}


def _random():
    from autotest.legacy import chance

    return chance.names()


def _tarfile():
    """`tarfile`: members are read as text."""
    import tarfile

    class TarFile(tarfile.TarFile):
        """An archive."""

        def extractfile(self, member):
            """A member to be read; None of what is no file."""
            found = tarfile.TarFile.extractfile(self, member)
            return found and octets.Response(found)

    return {"TarFile": TarFile, "open": TarFile.open}


def _zipfile():
    """`zipfile`: members are text."""
    import zipfile

    class ZipFile(zipfile.ZipFile):
        """An archive."""

        def read(self, name, pwd=None):
            """A member's content."""
            return octets.text(zipfile.ZipFile.read(self, name, octets.raw(pwd)))

        def open(self, name, mode="r", pwd=None, **dargs):
            """A member to be read; to be written, as the library does."""
            found = zipfile.ZipFile.open(self, name, mode, octets.raw(pwd), **dargs)
            inner = mode == "w" or sys._getframe(1).f_globals.get("__name__") == "zipfile"
            return found if inner else octets.Response(found)

        def setpassword(self, pwd):
            """What opens its members."""
            zipfile.ZipFile.setpassword(self, octets.raw(pwd))

    return {"ZipFile": ZipFile}


REPLACED = {
    "array": _array,
    "cPickle": pickling,
    "csv": _csv,
    "fcntl": lambda: _texting("fcntl", "fcntl", "ioctl"),
    "imp": modules.imp,
    "math": _math,
    "mmap": _mmap,
    "pickle": pickling,
    "random": _random,
    "socket": _socket,
    "struct": _struct,
    "tarfile": _tarfile,
    "zipfile": _zipfile,
}


class Packed(bytes):
    """Bytes that text may be added to."""

    def __add__(self, other):
        return Packed(bytes(self) + octets.raw(other))

    def __radd__(self, other):
        return Packed(octets.raw(other) + bytes(self))


def _either_struct():
    import struct

    return {"pack": lambda form, *values: Packed(struct.pack(form, *map(octets.raw, values)))}


def _either_pickle():
    """`pickle`: files opened for text are written and read as bytes."""
    import pickle

    def behind(file):
        if not isinstance(file, io.TextIOWrapper):
            return file
        if file.writable():
            file.flush()
        return file.buffer

    return {
        "dump": lambda value, file, *args, **dargs: pickle.dump(value, behind(file), *args, **dargs),
        "load": lambda file, **dargs: pickle.load(behind(file), **dargs),
    }


def _either_csv():
    """`csv`: files opened for bytes are good enough to be written too."""
    import csv

    from autotest.legacy import files

    def lenient(file):
        return files.Lenient(file) if isinstance(file, io.BufferedIOBase) else file

    class DictWriter(csv.DictWriter):
        """Rows from dictionaries."""

        def __init__(self, f, *args, **dargs):
            csv.DictWriter.__init__(self, lenient(f), *args, **dargs)

    return {
        **_csv(),
        "DictWriter": DictWriter,
        "writer": lambda file, *args, **dargs: csv.writer(lenient(file), *args, **dargs),
    }


# For sources that may be of either language.
EITHER = {"csv": _either_csv, "pickle": _either_pickle, "struct": _either_struct}
