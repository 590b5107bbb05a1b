"""Bytes in old sources, which took them for text: a character stands for each octet."""

import functools
import struct


def raw(data):
    """The bytes of a text: one a character when each fits, else UTF-8."""
    if not isinstance(data, str):
        return data
    try:
        return data.encode("latin-1")
    except UnicodeEncodeError:
        return data.encode("utf-8", "surrogateescape")


class Packed(bytes):
    """Bytes that text may be added to."""

    def __add__(self, other):
        return Packed(bytes(self) + raw(other))

    def __radd__(self, other):
        return Packed(raw(other) + bytes(self))


class OldStruct(object):
    """The module `struct` that takes text."""

    @staticmethod
    def pack(form, *values):
        return Packed(struct.pack(form, *map(raw, values)))

    @staticmethod
    def unpack(form, data):
        return tuple(text(value) for value in struct.unpack(form, raw(data)))

    def __getattr__(self, name):
        return getattr(struct, name)


def text(data):
    """A character for each byte; what are no bytes stays."""
    return data.decode("latin-1") if isinstance(data, bytes) else data


def receive(connection, method, *args):
    """`recv` or `recvfrom` of a socket gives text."""
    import socket

    value = getattr(connection, method)(*args)
    if not isinstance(connection, socket.socket):
        return value
    return (text(value[0]),) + value[1:] if isinstance(value, tuple) else text(value)


def makefile(connection, *args):
    """`makefile` of a socket, with a mode and the size of a buffer, gives a file of text."""
    import socket

    if not isinstance(connection, socket.socket):
        return connection.makefile(*args)
    mode, bufsize = args + ("r", -1)[len(args) :]
    file = connection.makefile(mode.replace("b", "") + "b")
    return SocketFile(file, at_once=bufsize in (0, 1))


def buffer(thing, offset=0, size=None):
    """`buffer`: a part of a text, or of what has memory."""
    part = slice(offset, None if size in (None, -1) else offset + size)
    return thing[part] if isinstance(thing, str) else memoryview(thing)[part]


def write(file, data):
    """`write` of a file for bytes takes text."""
    try:
        return file.write(data)
    except TypeError:
        if not isinstance(data, str):
            raise
        return file.write(raw(data))


class Response(object):
    """What `urlopen` gives, read as text."""

    def __init__(self, response):
        self._response = response

    def read(self, *args):
        """The rest, or so many characters."""
        return text(self._response.read(*args))

    def readline(self, *args):
        """One line."""
        return text(self._response.readline(*args))

    def readlines(self, *args):
        """All lines."""
        return list(map(text, self._response.readlines(*args)))

    def __getattr__(self, name):
        return getattr(self._response, name)

    def __iter__(self):
        return map(text, self._response)

    def __enter__(self):
        self._response.__enter__()
        return self

    def __exit__(self, *failure):
        return self._response.__exit__(*failure)


class SocketFile(Response):
    """The file of a socket: takes text and bytes, and is read as text."""

    def __init__(self, file, at_once):
        Response.__init__(self, file)
        self._at_once = at_once

    def write(self, data):
        """Writes text or bytes."""
        self._response.write(raw(data))
        if self._at_once:
            self._response.flush()

    def writelines(self, lines):
        """Writes several."""
        for line in lines:
            self.write(line)

    def __next__(self):
        return text(next(self._response))


def as_text(urlopen):
    """The function, giving text."""

    @functools.wraps(urlopen)
    def opened(*args, **dargs):
        return Response(urlopen(*args, **dargs))

    return opened


# Names that code made by `idioms` calls.
NAMES = {
    "__py2_makefile__": makefile,
    "__py2_receive__": receive,
    "__py2_struct__": OldStruct(),
    "__py2_write__": write,
}
