"""Runs a Python file as a program, also one written for Python 2: `python3 -m autotest.script FILE`."""

import os
import sys

from autotest.legacy import imports, source


def main(argv):
    """Runs `argv[0]` with the rest as its arguments."""
    path = argv[0]
    sys.argv = list(argv)
    imports.install()
    imports.DIRECTORIES.add(os.path.dirname(os.path.abspath(path)))
    source.compile_file(path).run({"__name__": "__main__", "__file__": path})


if __name__ == "__main__":
    main(sys.argv[1:])
