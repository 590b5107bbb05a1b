"""How values and exceptions travel between the harness and a worker: as JSON.

What JSON cannot hold as it is goes as `{"$repr": text, "$pickle": base64}`; the harness shows the
text and gives the rest back, unread, to a worker of the same job.
"""

import binascii
import builtins
import json

from autotest import callbacks, frames
from autotest.client.shared import error
from autotest.helpers.process import CmdResult
from autotest.legacy import octets

# The most one message may have, in bytes of its line.
MESSAGE_LIMIT = 16 << 20

# The most of a failed command's output that travels with the exception, in characters a stream.
_OUTPUT_LIMIT = 64 << 10

_NUMBERS = (type(None), bool, int, float)
_PLAIN = (*_NUMBERS, str)


class WireError(Exception):
    """A value that cannot travel, or a message that is not what was agreed."""


def dumps(message):
    """One message as a line of bytes."""
    line = json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"
    if len(line) > MESSAGE_LIMIT:
        raise WireError("sending a message: %d bytes are more than the limit" % len(line))
    return line


def loads(line):
    """A line of bytes as the message it is."""
    return json.loads(line, object_hook=_revive)


def _revive(thing):
    if "$pickle" in thing:
        try:
            return _unpickled(thing)
        except Exception:
            return Unreadable(thing)
    return thing


def _unpickled(thing):
    import pickle  # Needed for few values, and slow to import.

    return pickle.loads(binascii.a2b_base64(thing["$pickle"]))


class Unreadable(object):
    """What stands for a value that could not be made again in this process."""

    def __init__(self, thing):
        self._thing = thing

    def complaint(self):
        """Why it still cannot be made; "" when it can by now."""
        try:
            _unpickled(self._thing)
            return ""
        except Exception as failure:
            return "%s: %s: %s" % (self._thing.get("$repr"), type(failure).__name__, failure)


def require_whole(arguments):
    """TestError that names the argument of a test that could not be made again here."""
    for name, value in arguments.items():
        for part in _parts(value):
            complaint = part.complaint() if isinstance(part, Unreadable) else ""
            if complaint:
                raise error.TestError(
                    "argument %s cannot be made again in the process of the test: %s"
                    % (name, complaint)
                )


def _parts(value):
    yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in inner:
        yield from _parts(part)


def encode(value):
    """A value as JSON has it; equal after `loads`, also where JSON knows no such type."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is octets.Octets:
        return str.__str__(octets.shown(value))
    if kind is callbacks.Callable:
        return {"$callable": value.number}
    if kind is list:
        return [encode(item) for item in value]
    if kind is dict and all(type(key) is str and key[:1] != "$" for key in value):
        return {key: encode(item) for key, item in value.items()}
    return {"$repr": repr(value), "$pickle": _pickled(value)}


def _pickled(value):
    import pickle

    try:
        return binascii.b2a_base64(pickle.dumps(value), newline=False).decode("ascii")
    except (pickle.PicklingError, AttributeError, TypeError) as failure:
        raise WireError("passing %r on: %s" % (value, failure))


def exception_to_wire(exception):
    """An exception as the harness takes it."""
    if isinstance(exception, error.CmdError):
        args = _command_args(exception)
    else:
        args = [arg if type(arg) in _NUMBERS else _text(arg) for arg in exception.args]
    return {
        "type": type(exception).__name__,
        "message": _text(exception),
        "args": args,
        "bases": [kind.__name__ for kind in type(exception).__mro__[:-1]],
        "traceback": frames.user_traceback(exception),
    }


def _command_args(exception):
    result = exception.result_obj
    outputs = [_limited(getattr(result, name, "")) for name in ("stdout", "stderr")]
    status = getattr(result, "exit_status", None)
    return [str(exception.command), status] + outputs + [exception.additional_text]


def _limited(output):
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else str(output or "")
    return octets.readable(text[-_OUTPUT_LIMIT:])


def _text(thing):
    try:
        return octets.readable(str(octets.shown(thing)))
    except Exception as failure:
        return "<%s whose text raises %s>" % (type(thing).__name__, type(failure).__name__)


def exception_from_wire(raised):
    """The exception an answer of the harness carries, of the first class in `bases` known here.

    A class that is known only on the other side becomes one of the same name.
    """
    names = raised.get("bases") or [raised["type"]]
    base = next((found for found in map(_known, names) if found), Exception)
    message = raised.get("message", "")
    args = raised.get("args", [])
    if base is error.CmdError and len(args) == 5:
        return _command_error(args)
    kind = base if base.__name__ == raised["type"] else type(raised["type"], (base,), {})
    exception = kind.__new__(kind)
    exception.args = tuple(args)
    if isinstance(exception, SystemExit):
        exception.code = args[0] if args else None
    elif _text(exception) != message:
        exception = _saying(kind, message)
    return exception


def _saying(kind, message):
    """An exception of a class, or of one below it that says what the class cannot be made to say."""
    exception = kind.__new__(kind)
    exception.args = (message,)
    if _text(exception) == message:
        return exception
    silent = type(kind.__name__, (kind,), {"__str__": lambda self: self.args[0]})
    exception = silent.__new__(silent)
    exception.args = (message,)
    return exception


def _command_error(args):
    command, status, stdout, stderr, additional_text = args
    result = CmdResult(command, stdout, stderr, status)
    return error.CmdError(command, result, additional_text)


def _known(name):
    for module in (error, builtins):
        found = getattr(module, name, None)
        if isinstance(found, type) and issubclass(found, BaseException):
            return found
    return None
