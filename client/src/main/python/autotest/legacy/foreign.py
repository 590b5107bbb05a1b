"""`ctypes` for sources that may be Python 2: functions of C take text.

Python 3 gives them text as `wchar_t *`, of which C sees the first letter: `umount("/mnt/x")` would
unmount `/`. A character stands for each byte, as in `octets`.
"""

import ctypes

from autotest.legacy import octets


def _taking_text(plain, result):
    """The type of the functions of a library, taking text; `result` is called with what they give."""

    class Function(plain):
        _flags_ = plain._flags_
        _restype_ = plain._restype_

        def __call__(self, *args, **dargs):
            kinds = list(self.argtypes or ())
            kinds += [None] * (len(args) - len(kinds))
            given = [
                arg if kind is ctypes.c_wchar_p else octets.raw(arg)
                for arg, kind in zip(args, kinds)
            ]
            return result(plain.__call__(self, *given, **dargs))

    return Function


def _library(result):
    class CDLL(ctypes.CDLL):
        """A library of C."""

        def __init__(self, *args, **dargs):
            ctypes.CDLL.__init__(self, *args, **dargs)
            self._FuncPtr = _taking_text(self._FuncPtr, result)

    return CDLL


def _buffer(init, size=None):
    """`create_string_buffer`, whose `value` and `raw` are text."""
    init = octets.raw(init)
    plain = ctypes.create_string_buffer(init, size) if size else ctypes.create_string_buffer(init)
    kind = type(plain)

    def text(name):
        field = getattr(kind, name)
        return property(
            lambda self: octets.text(field.__get__(self)),
            lambda self, value: field.__set__(self, octets.raw(value)),
        )

    def __getitem__(self, key):
        return octets.text(kind.__getitem__(self, key))

    def __setitem__(self, key, value):
        kind.__setitem__(self, key, octets.raw(value))

    own = {"__getitem__": __getitem__, "__setitem__": __setitem__}
    made = type("c_char_Array", (kind,), own)
    # Making the type has given it these two again.
    made.value, made.raw = text("value"), text("raw")
    return made.from_buffer(plain)


def names(texts):
    """What the module has under other objects; results and buffers are text with `texts`."""
    library = _library(octets.text if texts else lambda value: value)
    found = {"CDLL": library, "cdll": ctypes.LibraryLoader(library)}
    if texts:
        found.update(create_string_buffer=_buffer, c_buffer=_buffer)
    return found
