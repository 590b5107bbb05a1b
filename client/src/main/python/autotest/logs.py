"""Sends what is logged with Python's `logging` to the harness, which writes the log files."""

import logging

from autotest.legacy import octets

_LEVELS = (
    (logging.ERROR, "ERROR"),
    (logging.WARNING, "WARNING"),
    (logging.INFO, "INFO"),
    (0, "DEBUG"),
)


# The longest record, in characters; of a longer one, this much and a note.
_RECORD_LIMIT = 256 << 10


class _Handler(logging.Handler):
    def __init__(self, bridge):
        logging.Handler.__init__(self)
        self._bridge = bridge
        self.setFormatter(logging.Formatter("%(message)s"))

    def emit(self, record):
        level = next(word for least, word in _LEVELS if record.levelno >= least)
        try:
            text = self.format(record)
        except (TypeError, ValueError) as failure:
            text = "%s (not formatted: %s)" % (record.msg, failure)
        text = octets.readable(text)
        if len(text) > _RECORD_LIMIT:
            text = "%s… (%d characters, the rest was dropped)" % (text[:_RECORD_LIMIT], len(text))
        self._bridge.log(level, record.module, record.lineno, text)


def install(bridge):
    """Makes the harness the place where this process logs, from DEBUG on."""
    root = logging.getLogger()
    root.setLevel(logging.DEBUG)
    root.handlers[:] = [_Handler(bridge)]
