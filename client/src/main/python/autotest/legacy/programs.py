"""The module `subprocess`, and `os.popen`, as old sources knew them.

Loaded when one of them first uses either.
"""

import errno
import functools
import os
import subprocess

from autotest.legacy import language, modules, octets

_CALLS = frozenset(["Popen", "call", "check_call", "check_output", "run"])
# By these a caller says whether he wants text.
_SAYS = frozenset(["universal_newlines", "text", "encoding", "errors"])

_PIECE = 8192


def named(name, spoken):
    """What a source in that language finds under a name of `subprocess`."""
    if spoken == language.PYTHON2 and name in ("Popen", "check_output"):
        return {"Popen": OldPopen, "check_output": check_output}[name]
    found = getattr(subprocess, name)
    if spoken == language.PYTHON2 and name in ("call", "check_call"):
        return functools.partial(octets.naming, found)
    if name not in _CALLS:
        return found
    if isinstance(found, type):
        return type("Popen", (found,), {"__init__": _text_first(found.__init__, popen=True)})
    return _text_first(found)


def _text_first(function, popen=False):
    @functools.wraps(function)
    def called(*args, **dargs):
        if all(dargs.get(word, True) for word in _SAYS):
            dargs.setdefault("encoding", "utf-8")
            dargs.setdefault("errors", "surrogateescape")
        if popen and len(args) < 3:
            # What is written into a pipe was there at once.
            dargs.setdefault("bufsize", 0)
        return function(*args, **dargs)

    return called


def _text(data):
    """What was read, as text: of what is none, a character for each byte."""
    if isinstance(data, bytes):
        data = data.decode("utf-8", "surrogateescape")
    return octets.read(data) if isinstance(data, str) else data


def _data(text):
    """The bytes of what is written."""
    if not isinstance(text, str):
        return text
    return octets.raw(text) if octets.are_octets(text) else text.encode("utf-8", "surrogateescape")


def _nothing_yet():
    """What a pipe that waits for nothing raises."""
    return OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))


class Pipe(object):
    """The end of a pipe: takes text and bytes and gives text; without a buffer nothing is read ahead.

    Only by going through its lines: of these, what was read too much is what is read next.
    """

    def __init__(self, stream, at_once=False):
        self._stream = stream
        self._at_once = at_once
        self._ahead = b""

    def read(self, size=-1):
        """The rest, or so many bytes."""
        size = -1 if size is None else size
        data, self._ahead = self._ahead, b""
        if 0 <= size < len(data):
            data, self._ahead = data[:size], data[size:]
        while len(data) != size:
            piece = self._stream.read(size - len(data) if size >= 0 else -1)
            if piece is None and not data:
                raise _nothing_yet()
            if not piece:
                break
            data += piece
        return _text(data)

    def readline(self, size=-1):
        """One line."""
        line = bytearray()
        while len(line) != size and line[-1:] != b"\n":
            if self._ahead:
                piece, self._ahead = self._ahead[:1], self._ahead[1:]
            else:
                piece = self._stream.read(1)
            if piece is None and not line:
                raise _nothing_yet()
            if not piece:
                break
            line += piece
        return _text(bytes(line))

    def readlines(self, *_):
        """All lines that are left."""
        return list(self)

    def __iter__(self):
        return self

    def __next__(self):
        some = getattr(self._stream, "read1", self._stream.read)
        while b"\n" not in self._ahead:
            piece = some(_PIECE)
            if not piece:
                break
            self._ahead += piece
        if not self._ahead:
            raise StopIteration
        line, end, self._ahead = self._ahead.partition(b"\n")
        return _text(line + end)

    def write(self, data):
        """Writes text or bytes."""
        left = memoryview(_data(data))
        while left:
            written = self._stream.write(left)
            if written is None:
                raise _nothing_yet()
            left = left[written:]
        if self._at_once:
            self._stream.flush()

    def writelines(self, lines):
        """Writes several."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        self.close()


class OldPopen(subprocess.Popen):
    """`Popen` of sources of Python 2: pipes of text, without a buffer unless one is asked for."""

    def __init__(self, args, bufsize=0, *rest, **dargs):
        modern = _SAYS.intersection(dargs) - {"universal_newlines"}
        if dargs.get("universal_newlines") and not modern:
            dargs.update(encoding="utf-8", errors="surrogateescape")
            modern = _SAYS
        size = -1 if bufsize == 1 and not modern else bufsize
        subprocess.Popen.__init__(self, octets.name(args), size, *rest, **dargs)
        for name in () if modern else ("stdin", "stdout", "stderr"):
            stream = getattr(self, name)
            if stream is not None:
                setattr(self, name, Pipe(stream, at_once=bufsize == 1))
        self._as_text = not modern or modern == _SAYS

    def communicate(self, input=None, timeout=None):
        """What it wrote, as text."""
        if not self._as_text:
            return subprocess.Popen.communicate(self, input, timeout)
        given = input if self.text_mode else _data(input)
        return tuple(map(_text, subprocess.Popen.communicate(self, given, timeout)))


def check_output(*args, **dargs):
    """What a program wrote; CalledProcessError, which has that too, when it fails."""
    limit = {"timeout": dargs.pop("timeout")} if "timeout" in dargs else {}
    program = OldPopen(*args, stdout=subprocess.PIPE, **dargs)
    try:
        output = program.communicate(**limit)[0]
    except BaseException:
        program.kill()
        program.wait()
        raise
    if program.returncode:
        raise subprocess.CalledProcessError(program.returncode, program.args, output=output)
    return output


class _Shell(Pipe):
    """The pipe of `os.popen`."""

    def __init__(self, program, stream, at_once):
        Pipe.__init__(self, stream, at_once)
        self._program = program

    def close(self):
        """Waits for the end: None, or the status of `wait`, 256 for an exit with 1."""
        self._stream.close()
        return modules.wait_status(self._program.wait()) or None

    def __del__(self):
        """What nobody has in hand any more is waited for."""
        if not self._stream.closed:
            self.close()


def popen(cmd, mode="r", buffering=-1):
    """`os.popen`: a pipe to or from the shell."""
    to_it = mode[:1] == "w"
    size = buffering if buffering != 1 else -1
    ends = {"stdin" if to_it else "stdout": subprocess.PIPE}
    program = subprocess.Popen(octets.name(cmd), size, shell=True, **ends)
    return _Shell(program, program.stdin if to_it else program.stdout, at_once=buffering == 1)
