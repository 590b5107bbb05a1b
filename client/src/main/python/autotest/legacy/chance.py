"""`random` as Python 2 had it: what is drawn after a seed is what was drawn there.

Loaded when a source first uses it. The generator is the library's own, so that all draw from one.
"""

import math
import random

# From this count on Python 2 drew whole numbers bit by bit, as Python 3 does.
_FRACTION_MAX = 1 << 53


def _seeding(seed):
    """A seed of text, or of a thing that was taken by its hash."""

    def seeded(a=None):
        plain = a is None or isinstance(a, (int, str))
        seed(a if plain else hash(a) & ((1 << 64) - 1), version=1)

    return seeded


def _drawing(draw, drawn_by_bits):
    """The functions that draw by one that draws a fraction, for large numbers by another."""

    def randrange(start, stop=None, step=1):
        first, end = (0, start) if stop is None else (start, stop)
        count = -((int(first) - int(end)) // int(step))
        if count <= 0:
            raise ValueError("empty range for randrange()")
        at = int(draw() * count) if count < _FRACTION_MAX else drawn_by_bits(count)
        return int(first) + int(step) * at

    def choice(seq):
        return seq[int(draw() * len(seq))]

    def shuffle(x, random=draw):
        for i in range(len(x) - 1, 0, -1):
            j = int(random() * (i + 1))
            x[i], x[j] = x[j], x[i]

    return {
        "choice": choice,
        "randint": lambda a, b: randrange(a, b + 1),
        "randrange": randrange,
        "sample": lambda population, k: _sample(draw, population, k),
        "shuffle": shuffle,
    }


def _sample(draw, population, k):
    n = len(population)
    if not 0 <= k <= n:
        raise ValueError("sample larger than population")
    # How it is drawn goes by how much room Python 2 thought a set to need.
    room = 21 if k <= 5 else 21 + 4 ** math.ceil(math.log(k * 3, 4))
    if n > room and not hasattr(population, "keys"):
        return _sample_of_many(draw, population, k)
    pool = list(population)
    result = []
    for left in range(n, n - k, -1):
        j = int(draw() * left)
        result.append(pool[j])
        pool[j] = pool[left - 1]
    return result


def _sample_of_many(draw, population, k):
    members = population if hasattr(population, "__getitem__") else tuple(population)
    taken = {}
    while len(taken) < k:
        j = int(draw() * len(members))
        taken.setdefault(j, members[j])
    return list(taken.values())


class Random(random.Random):
    """A generator of one's own."""

    def __init__(self, x=None):
        random.Random.__init__(self)
        vars(self).update(_drawing(self.random, super().randrange), seed=_seeding(super().seed))
        self.seed(x)


def names():
    """What differs from the module of today."""
    drawing = _drawing(random.random, random.randrange)
    return {"Random": Random, "seed": _seeding(random.seed), **drawing}
