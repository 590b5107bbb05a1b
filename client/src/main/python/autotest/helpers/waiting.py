"""Waiting until something is so, and statistics of what was seen meanwhile."""

import logging
import time


def wait_for(func, timeout, first=0.0, step=1.0, text=None):
    """Calls `func` every `step` seconds until it gives something true, which is returned.

    None after `timeout` seconds. The first call is after `first` seconds; `text`, if given, is
    logged before each call.
    """
    deadline = time.monotonic() + timeout
    time.sleep(first)
    while time.monotonic() < deadline:
        if text:
            logging.debug("%s (%.0f s left)", text, deadline - time.monotonic())
        result = func()
        if result:
            return result
        time.sleep(step)
    return None


class Statistic(object):
    """Least, greatest and average of the numbers told to `record`."""

    def __init__(self):
        self._values = []

    def record(self, value):
        """Takes one number."""
        self._values.append(value)

    def get_average(self):
        """The average, or None without numbers."""
        return sum(self._values) / len(self._values) if self._values else None

    def get_min(self):
        """The least number, or None."""
        return min(self._values, default=None)

    def get_max(self):
        """The greatest number, or None."""
        return max(self._values, default=None)


__all__ = ["Statistic", "wait_for"]
