"""Attributes and methods that things of Python 2 had, and those of Python 3 have not.

Whatever has one of such a name keeps it.
"""

import sys
import types

_FUNCTIONS = {
    "func_closure": "__closure__",
    "func_code": "__code__",
    "func_defaults": "__defaults__",
    "func_dict": "__dict__",
    "func_doc": "__doc__",
    "func_globals": "__globals__",
    "func_name": "__name__",
}
_ITERATORS = {"iteritems": "items", "iterkeys": "keys", "itervalues": "values"}
_CHECKS = {
    "assertItemsEqual": "assertCountEqual",
    "failIf": "assertFalse",
    "failIfEqual": "assertNotEqual",
    "failUnless": "assertTrue",
    "failUnlessEqual": "assertEqual",
    "failUnlessRaises": "assertRaises",
}
_OF_METHODS = frozenset(["im_class", "im_func", "im_self"])
_OTHERS = frozenset("getchildren getheader getheaders getiterator has_key jumpahead unescape".split())

GONE = _OTHERS.union(_OF_METHODS, _FUNCTIONS, _ITERATORS, _CHECKS)


def has(thing, name):
    """Whether a thing has such an attribute. A `__getattr__` may raise what it likes for others."""
    try:
        return hasattr(type(thing), name) or hasattr(thing, name)
    except Exception:
        return False


def attribute(thing, name):
    """`thing.name`, also where Python 3 has it in another way; AttributeError where it never was."""
    if name not in GONE:
        return getattr(thing, name)
    own = hasattr(type(thing), name) if isinstance(thing, dict) else has(thing, name)
    if own:
        return getattr(thing, name)
    if name in _FUNCTIONS and isinstance(thing, (types.FunctionType, types.MethodType)):
        return getattr(thing, _FUNCTIONS[name])
    if name in _OF_METHODS and isinstance(thing, (types.FunctionType, types.MethodType)):
        return _of_method(thing, name)
    found = _found(thing, name)
    return getattr(thing, name) if found is None else found


def _found(thing, name):
    if name in _ITERATORS:
        method = getattr(thing, _ITERATORS[name], None)
        return method and (lambda: iter(method()))
    if name in _CHECKS:
        return getattr(thing, _CHECKS[name], None)
    if name == "has_key":
        return getattr(thing, "__contains__", None)
    if name == "jumpahead":
        random = sys.modules.get("random")
        numbers = random and (thing is random or isinstance(thing, random.Random))
        return (lambda count: None) if numbers else None
    return _of_document(thing, name)


def _of_method(thing, name):
    """What a method is bound to; a function of a class is all that is left of one that is not."""
    if isinstance(thing, types.FunctionType):
        return thing if name == "im_func" else getattr(thing, name)
    bound = thing.__self__
    kind = bound if isinstance(bound, type) else type(bound)
    return {"im_class": kind, "im_func": thing.__func__, "im_self": bound}[name]


def _of_document(thing, name):
    """Parts of XML, and headers of an answer."""
    if name == "getchildren":
        return (lambda: list(thing)) if hasattr(thing, "iter") else None
    if name == "getiterator":
        return getattr(thing, "iter", None)
    if name == "getheader":
        return getattr(thing, "get", None)
    if name == "getheaders":
        return lambda wanted: thing.get_all(wanted) or []
    import html

    return html.unescape if hasattr(thing, "handle_data") else None


NAMES = {"__py2_attribute__": attribute}
