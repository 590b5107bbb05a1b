"""Tells what is wrong with sources in Python of either kind: `python3 -m autotest.syntax FILE…`.

Each fault is a line `FILE:LINE: what`. Nothing of the files is run. The exit status is 1 when there is
a fault.
"""

import sys

from autotest.legacy import source


def main(paths):
    """The exit status."""
    status = 0
    for path in paths:
        try:
            source.compile_file(path)
        except (SyntaxError, ValueError) as refused:
            status = 1
            line = getattr(refused, "lineno", None) or 1
            print("%s:%d: %s" % (path, line, getattr(refused, "msg", None) or refused))
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
