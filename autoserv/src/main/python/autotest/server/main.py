"""Runs a server-side control file: `python3 -m autotest.server.main FILE`, started by autoserv."""

import os
import sys

_OLDEST = (3, 9)


def main(path):
    """Runs it and returns the exit status of this process."""
    if sys.version_info < _OLDEST:
        found = (sys.executable, sys.version.split()[0])
        sys.exit("Python %d.%d or newer is needed; %s is %s" % (_OLDEST + found))
    # Not before: an older Python cannot read them.
    from autotest import bridge, logs
    from autotest.legacy import imports
    from autotest.server import control

    line = bridge.Bridge(
        os.environ.pop("AUTOTEST_BRIDGE"), os.environ.pop("AUTOTEST_BRIDGE_TOKEN"), "server"
    )
    sys.stdout.reconfigure(line_buffering=True)
    logs.install(line)
    imports.install()
    status = control.run(line, path)
    control.end(status)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
