"""Callables that the harness may call back by number."""

import contextlib
import itertools

_numbers = itertools.count(1)
_callbacks = {}


@contextlib.contextmanager
def offer(function):
    """Offers a function for the time of a `with` block; gives what to send in its place."""
    number = next(_numbers)
    _callbacks[number] = function
    try:
        yield Callable(number)
    finally:
        del _callbacks[number]


class Callable(object):
    """What travels in the place of a function."""

    def __init__(self, number):
        self.number = number


def call(number):
    """Calls the function offered under a number. Its value stays here."""
    _callbacks[number]()
