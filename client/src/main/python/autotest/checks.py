"""How often the running test looked whether something is as it should be.

Counted are commands that have to succeed, assertions by methods of the test, sub-tests, and what the
author asserts by himself in files of his own: `assert`, and `if …: raise error.TestFail(…)`.
"""

_made = [0]


def count():
    """Counts one."""
    _made[0] += 1


def take():
    """How many there were since this was asked last."""
    made, _made[0] = _made[0], 0
    return made
