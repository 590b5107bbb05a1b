"""Bytes in old sources, which took them for text: a character stands for each octet."""

import functools
import re

from autotest.legacy import language

# Controls that are in no text that people read, and what C1 would be.
_CONTROLS = re.compile("[\x01-\x06\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_HIGH = re.compile("[\x80-\xff]")
_LETTER = re.compile("[A-Za-z]")
_HIGH_BYTES = bytes(range(0x80, 0x100))
_UNDECODED = re.compile("[\udc80-\udcff]")

# From how many characters on a text that is for a quarter beyond ASCII stands for bytes.
_DENSE_MIN = 16


def raw(data):
    """The bytes of a text: one a character when each fits, else UTF-8."""
    if not isinstance(data, str):
        return data
    try:
        return data.encode("latin-1")
    except UnicodeEncodeError:
        return data.encode("utf-8", "surrogateescape")


class Octets(str):
    """Text that was made of bytes, and is written as those; no character is above 255.

    It is equal to the text that a file of these bytes is read as.
    """

    def __eq__(self, other):
        if str.__eq__(self, other) is True or not isinstance(other, str) or self.isascii():
            return str.__eq__(self, other)
        return not isinstance(other, Octets) and _utf8(other) == self.encode()

    def __ne__(self, other):
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    __hash__ = str.__hash__

    def __add__(self, other):
        return octets(str.__add__(self, other))

    def __radd__(self, other):
        return octets(other + str.__str__(self)) if isinstance(other, str) else NotImplemented

    def __mul__(self, times):
        return octets(str.__mul__(self, times))

    __rmul__ = __mul__

    def __mod__(self, values):
        return octets(str.__mod__(self, values))

    def __getitem__(self, key):
        return octets(str.__getitem__(self, key))

    def __iter__(self):
        return map(octets, str.__iter__(self))

    def __str__(self):
        return self

    def __repr__(self):
        return _HIGH.sub(lambda high: "\\x%02x" % ord(high.group()), str.__repr__(self))

    def __reduce__(self):
        return str, (str.__str__(self),)

    def split(self, *args, **dargs):
        """Its parts, as those of the bytes."""
        return self._parts("split", args, dargs)

    def rsplit(self, *args, **dargs):
        """Its parts, the last first."""
        return self._parts("rsplit", args, dargs)

    def partition(self, separator):
        """What stands before the first of a part, that part, and the rest."""
        return tuple(self._parts("partition", [separator], {}))

    def rpartition(self, separator):
        """Likewise, of the last."""
        return tuple(self._parts("rpartition", [separator], {}))

    def splitlines(self, *args, **dargs):
        """Its lines; no character above 127 ends one."""
        return self._parts("splitlines", args, dargs)

    def strip(self, *args):
        """Without blanks around; no character above 127 is one."""
        return self._bytewise("strip", args)

    def lstrip(self, *args):
        """Without blanks before."""
        return self._bytewise("lstrip", args)

    def rstrip(self, *args):
        """Without blanks behind."""
        return self._bytewise("rstrip", args)

    def replace(self, *args):
        """With one part in place of another."""
        return self._bytewise("replace", args)

    def _bytewise(self, name, args):
        return text(getattr(raw(self), name)(*map(_bytes, args)))

    def _parts(self, name, args, dargs):
        return list(map(text, getattr(raw(self), name)(*map(_bytes, args), **dargs)))

    def encode(self, encoding="utf-8", errors="strict"):
        """The bytes that it was made of, where others are UTF-8."""
        if encoding.lower() in ("utf-8", "utf8"):
            return str.encode(self, "latin-1")
        return str.encode(self, encoding, errors)


def _of_bytes(name):
    """A method by which no character above 127 is a letter or a blank."""

    def method(self, *args):
        return text(getattr(raw(self), name)(*map(_bytes, args)))

    return method


for _name in (
    "capitalize center expandtabs isalnum isalpha isdigit islower isspace istitle isupper ljust lower "
    "rjust swapcase title upper zfill".split()
):
    setattr(Octets, _name, _of_bytes(_name))


def octets(text):
    """The text, marked as made of bytes when that makes a difference."""
    return text if text.isascii() or not _fits(text) else Octets(text)


def _fits(text):
    try:
        str.encode(text, "latin-1")
        return True
    except UnicodeEncodeError:
        return False


def _bytes(part):
    """What a text is as bytes of a file: UTF-8, unless it was made of bytes."""
    if isinstance(part, Octets):
        return raw(part)
    return part.encode("utf-8", "surrogateescape") if isinstance(part, str) else part


def decoded(line):
    """The text that bytes, or what stands for bytes, are; text stays."""
    data = raw(line) if isinstance(line, Octets) else line
    return data.decode("utf-8", "surrogateescape") if isinstance(data, bytes) else line


def _utf8(text):
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return None


def are_octets(text):
    """Whether a text stands for bytes: it is marked, or no text that people read looks so."""
    if isinstance(text, Octets):
        return True
    if text.isascii() or not _fits(text):
        return False
    return _looks_binary(text) or _is_utf8(raw(text))


def name(thing):
    """The name of a file, or a command, of which a text has the bytes; also those in a list."""
    if type(thing) in (list, tuple):
        return type(thing)(map(name, thing))
    if not isinstance(thing, str) or thing.isascii():
        return thing
    whole = isinstance(thing, Octets) or (_fits(thing) and _is_utf8(raw(thing)))
    return raw(thing).decode("utf-8", "surrogateescape") if whole else thing


def naming(function, *args, **dargs):
    """Calls a function that takes names of files."""
    return function(*map(name, args), **dargs)


def _looks_binary(text):
    high = len(text) - len(raw(text).translate(None, _HIGH_BYTES))
    return (len(text) >= _DENSE_MIN and high * 4 > len(text)) or _CONTROLS.search(text) is not None


def _is_utf8(data):
    try:
        data.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def read(decoded):
    """What was read as UTF-8: a character for each byte when it is none and no text either."""
    if not _UNDECODED.search(decoded):
        return decoded
    bytewise = Octets(decoded.encode("utf-8", "surrogateescape").decode("latin-1"))
    return bytewise if _looks_binary(bytewise) or not _LETTER.search(decoded) else decoded


def of_output(data, spoken):
    """The text of what a program wrote; of bytes that are none old sources have what can be written as it was."""
    if spoken == language.PYTHON3:
        return data.decode("utf-8", "replace")
    output = data.decode("utf-8", "surrogateescape")
    return read(output) if spoken == language.PYTHON2 else output


def text(data):
    """A character for each byte; what are no bytes stays."""
    return octets(bytes(data).decode("latin-1")) if isinstance(data, (bytes, bytearray)) else data


def shown(thing):
    """What people read of a thing: of bytes that are UTF-8 the text."""
    data = raw(thing) if isinstance(thing, Octets) else b""
    return data.decode("utf-8") if data and _is_utf8(data) else thing


def readable(text):
    """What people read of a text: U+FFFD for each byte of it that is none."""
    return _UNDECODED.sub("\ufffd", text)


def character(number):
    """`chr`: that of a byte."""
    return octets(chr(number))


class ByteArray(bytearray):
    """`bytearray` that is made of text and takes text."""

    def __init__(self, source=b"", *args):
        bytearray.__init__(self, raw(source), *args)

    def __setitem__(self, key, value):
        one = not isinstance(key, slice) and isinstance(value, str)
        bytearray.__setitem__(self, key, ord(value) if one else raw(value))

    def __getitem__(self, key):
        found = bytearray.__getitem__(self, key)
        return ByteArray(found) if isinstance(key, slice) else found

    def __add__(self, other):
        return ByteArray(bytearray.__add__(self, raw(other)))

    def __iadd__(self, other):
        self.extend(other)
        return self

    def __eq__(self, other):
        return bytearray.__eq__(self, raw(other))

    def __ne__(self, other):
        return not self == other

    __hash__ = None

    def __contains__(self, what):
        return bytearray.__contains__(self, raw(what))

    def __str__(self):
        return text(self)

    def extend(self, data):
        """Adds several."""
        bytearray.extend(self, raw(data))

    def append(self, one):
        """Adds one."""
        bytearray.append(self, ord(one) if isinstance(one, str) else one)

    def find(self, what, *limits):
        """Where a text stands, or -1."""
        return bytearray.find(self, raw(what), *limits)


def receive(connection, method, *args):
    """`recv` or `recvfrom` of a socket gives text."""
    import socket

    value = getattr(connection, method)(*args)
    if not isinstance(connection, socket.socket):
        return value
    return (text(value[0]),) + value[1:] if isinstance(value, tuple) else text(value)


def set_option(connection, *args):
    """`setsockopt` of a socket takes text."""
    return connection.setsockopt(*map(raw, args))


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
    "__py2_naming__": naming,
    "__py2_octets__": octets,
    "__py2_receive__": receive,
    "__py2_set_option__": set_option,
    "__py2_text__": text,
}
