"""The order of things of different kinds, as Python 2 had it: nothing, numbers, then by the kind's name.

Loaded when Python 3 first refuses to compare two.
"""

import collections.abc
import functools


def of(left, right):
    """Below zero, zero or above: what `cmp` gave."""
    if type(left) is type(right) and isinstance(left, (list, tuple)):
        return _of_parts(left, right)
    if isinstance(left, collections.abc.Mapping) and isinstance(right, collections.abc.Mapping):
        return _of_mappings(left, right)
    try:
        return (left > right) - (left < right)
    except TypeError:
        pass
    one, other = _rank(left), _rank(right)
    return (one > other) - (one < other)


def _of_parts(left, right):
    for one, other in zip(left, right):
        if one != other:
            return of(one, other)
    return of(len(left), len(right))


def _of_mappings(left, right):
    """The shorter, then the one whose first key that differs, or its value, is less."""
    if len(left) != len(right):
        return of(len(left), len(right))
    firsts = [_first_that_differs(*both) for both in ((left, right), (right, left))]
    if not firsts[0]:
        return 0
    (one,), (other,) = firsts
    return of(one, other) or of(left[one], right[other])


def _first_that_differs(mapping, other):
    """The least of such keys in a list; none when there is none."""
    return sorted((key for key in mapping if key not in other or mapping[key] != other[key]), key=KEY)[:1]


def _rank(thing):
    if thing is None:
        return (0, "", 0)
    if isinstance(thing, (int, float)):
        return (1, "", 0)
    kind = "str" if isinstance(thing, str) else type(thing).__name__
    return (1, kind, id(thing) if type(thing).__lt__ is object.__lt__ else 0)


# For `sorted` and its like.
KEY = functools.cmp_to_key(of)
