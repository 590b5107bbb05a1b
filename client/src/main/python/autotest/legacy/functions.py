"""What code made of old sources calls, and functions that Python 3 has under the same names."""

import builtins
import functools
import itertools
import operator
import os
import re
import sys
import types

from autotest.legacy import files, octets


def mapped(function, *things):
    """`map`: a list; of several lists the shorter are filled up with None."""
    if len(things) == 1:
        return list(things[0]) if function is None else [function(one) for one in things[0]]
    rows = itertools.zip_longest(*things)
    return list(rows) if function is None else [function(*row) for row in rows]


def filtered(function, things):
    """`filter`: text of text, a tuple of a tuple, a list of all else."""
    kept = list(builtins.filter(function, things))
    if isinstance(things, str):
        return "".join(kept)
    return tuple(kept) if isinstance(things, tuple) else kept


def octal(number):
    """`oct`: 0644, not 0o644."""
    number = operator.index(number)
    return ("-" if number < 0 else "") + ("0%o" % abs(number) if number else "0")


def rounded(number, digits=0):
    """`round`: a float, and away from zero in the middle."""
    import decimal

    step = decimal.Decimal(1).scaleb(-digits)
    exact = decimal.Decimal(number)
    return float(exact.quantize(step, decimal.ROUND_HALF_UP)) if exact.is_finite() else number


def executed(code, scope=None, inner=None):
    """`exec` of text in Python 2, of a file, or of compiled code."""
    from autotest.legacy import source

    if scope is None:
        frame = sys._getframe(1)
        scope, inner = frame.f_globals, frame.f_locals
    if hasattr(code, "read"):
        code = code.read()
    if not isinstance(code, str):
        source.add_names(scope)
        builtins.exec(code, scope, scope if inner is None else inner)
        return
    source.compile_old(code, "<string>").run(scope, inner)


def evaluated(code, scope=None, inner=None):
    """`eval` of text in Python 2, or of compiled code."""
    from autotest.legacy import source

    if scope is None:
        frame = sys._getframe(1)
        scope, inner = frame.f_globals, frame.f_locals
    if isinstance(code, str):
        code = source.compile_expression(code.strip(), "<string>")
    source.add_names(scope)
    return builtins.eval(code, scope, scope if inner is None else inner)


def walked(top, function, argument):
    """`os.path.walk`."""
    names = os.listdir(top)
    function(argument, top, names)
    for name in names:
        path = os.path.join(top, name)
        if os.path.isdir(path) and not os.path.islink(path):
            walked(path, function, argument)


def translated(text, table, delete=""):
    """`translate` of text that leaves characters out."""
    if not isinstance(text, str):
        return text.translate(table, delete) if delete else text.translate(table)
    kept = "".join(one for one in text if one not in delete)
    return kept if table is None else kept.translate(table)


def arguments(thing):
    """What an exception has under an index; other things stay."""
    plain = isinstance(thing, BaseException) and not hasattr(type(thing), "__getitem__")
    return thing.args if plain else thing


def is_alive(thread):
    """`isAlive` of a thread."""
    return thread.isAlive() if hasattr(thread, "isAlive") else thread.is_alive()


def view(mapping, name):
    """`viewitems` and its like, of a dictionary or of whatever has such a method."""
    return getattr(mapping, name if hasattr(mapping, name) else name[len("view") :])()


def compared(kind):
    """A class whose objects are compared by `__cmp__`, as far as it says nothing else."""

    def by(judge):
        return lambda self, other: judge(self.__cmp__(other), 0)

    for name in ("lt", "le", "eq", "ne", "gt", "ge"):
        if "__%s__" % name not in vars(kind):
            setattr(kind, "__%s__" % name, by(getattr(operator, name)))
    if vars(kind).get("__hash__") is None:
        kind.__hash__ = object.__hash__
    return kind


def hashed(kind):
    """A class that says when objects are equal: its `__eq__` takes no hash away."""
    if vars(kind).get("__hash__") is None:
        kind.__hash__ = next(vars(base)["__hash__"] for base in kind.__mro__[1:] if "__hash__" in vars(base))
    return kind


def divided(left, right):
    """`/=`: between whole numbers it rounds down."""
    if isinstance(left, int) and isinstance(right, int):
        return left // right
    return operator.itruediv(left, right)


def parse(home, name, data, *args, **dargs):
    """A function of a module that finds out by itself how bytes are to be read, or writes text."""
    if isinstance(home, types.ModuleType):
        if name in ("dump", "dumps"):
            data = _all_shown(data) if home.__name__ == "json" else data
        elif isinstance(data, octets.Octets):
            data = octets.raw(data)
    return getattr(home, name)(data, *args, **dargs)


def _all_shown(thing):
    """A thing with the text of all that is in it."""
    if type(thing) is dict:
        return {_all_shown(key): _all_shown(value) for key, value in thing.items()}
    if type(thing) in (list, tuple):
        return [_all_shown(member) for member in thing]
    return octets.shown(thing)


def write(file, data):
    """`write` of a file for bytes takes text, and that of one for text bytes."""
    try:
        return file.write(data)
    except TypeError:
        if isinstance(data, str):
            return file.write(octets.raw(data))
        if not isinstance(data, bytes) or not hasattr(file, "buffer"):
            raise
        file.flush()
        return file.buffer.write(data)


def joined(home, *args):
    """`join` of a text: made of bytes when one of its parts is; of others whatever it is."""
    if not isinstance(home, str) or len(args) != 1:
        return home.join(*args)
    parts = list(args[0])
    text = home.join(parts)
    return _marked(text, home, *parts)


def formatted(form, values):
    """`%` of a text that stands there."""
    text = form % values
    if text.isascii():
        return text
    parts = values if isinstance(values, tuple) else values.values() if isinstance(values, dict) else [values]
    return octets.octets(text) if "%c" in form and not isinstance(values, str) else _marked(text, *parts)


def _marked(text, *parts):
    of_bytes = not text.isascii() and any(isinstance(part, octets.Octets) for part in parts)
    return octets.octets(text) if of_bytes else text


_ESCAPES = {"\\": "\\\\", "'": "\\'", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def escaped(text):
    """`encode` for `string_escape`: what stands between the quotes in a source."""
    characters = octets.raw(text).decode("latin-1")
    return "".join(
        _ESCAPES.get(one) or (one if " " <= one <= "~" else "\\x%02x" % ord(one)) for one in characters
    )


def unescaped(text):
    """`decode` for `string_escape`."""
    return octets.octets(octets.raw(text).decode("unicode_escape"))


def pattern(home, name, *args, **dargs):
    """`split`, `sub` or `subn`, of a pattern or of whatever has such a method."""
    if home is not re and not isinstance(home, re.Pattern):
        return getattr(home, name)(*args, **dargs)
    from autotest.legacy import patterns

    return patterns.call(home, name, *args, **dargs)


def truth(nonzero):
    """`__bool__`, of a `__nonzero__` that may give any number."""
    return lambda self: bool(nonzero(self))


# How Python 3 says that it does not compare two things; what else a comparison raises is the author's.
_REFUSED = "not supported between instances of"


def _ordered(judge):
    """`<` and its like, of things of any kinds."""

    def ordered(left, right):
        try:
            return judge(left, right)
        except TypeError as refused:
            if _REFUSED not in str(refused):
                raise
        from autotest.legacy import order

        return judge(order.of(left, right), 0)

    return ordered


def compare(left, right):
    """`cmp`."""
    if isinstance(left, (str, int, float)) and isinstance(right, type(left)):
        return (left > right) - (left < right)
    from autotest.legacy import order

    return order.of(left, right)


def _keyed(function):
    """`sorted`, `min` or `max`."""

    @functools.wraps(function)
    def called(*args, key=None, **dargs):
        if len(args) == 1 and iter(args[0]) is args[0]:
            args = (list(args[0]),)
        try:
            return function(*args, key=key, **dargs)
        except TypeError as refused:
            if _REFUSED not in str(refused):
                raise
        from autotest.legacy import order

        made = order.KEY if key is None else lambda member: order.KEY(key(member))
        return function(*args, key=made, **dargs)

    return called


def sort(things, **dargs):
    """`sort` of a list, or of whatever has such a method."""
    try:
        return things.sort(**dargs)
    except TypeError as refused:
        if _REFUSED not in str(refused) or not isinstance(things, list):
            raise
    things[:] = COMPARING["sorted"](things, **dargs)
    return None


# Names of a source that certainly is Python 2.
COMPARING = {
    "__py2_ge__": _ordered(operator.ge),
    "__py2_gt__": _ordered(operator.gt),
    "__py2_le__": _ordered(operator.le),
    "__py2_lt__": _ordered(operator.lt),
    "__py2_sort_all__": sort,
    "max": _keyed(builtins.max),
    "min": _keyed(builtins.min),
    "sorted": _keyed(builtins.sorted),
}

# Names that code made by `remnants` and `statements` calls.
NAMES = {
    "__py2_args__": arguments,
    "__py2_compared__": compared,
    "__py2_exec__": executed,
    "__py2_fdopen__": files.fdopen,
    "__py2_formatted__": formatted,
    "__py2_hashed__": hashed,
    "__py2_is_alive__": is_alive,
    "__py2_divide_by__": divided,
    "__py2_either_popen__": files.popen_by_either,
    "__py2_joined__": joined,
    "__py2_parse__": parse,
    "__py2_pattern__": pattern,
    "__py2_popen__": files.popen,
    "__py2_translate__": translated,
    "__py2_truth__": truth,
    "__py2_view__": view,
    "__py2_walk__": walked,
    "__py2_write__": write,
}
