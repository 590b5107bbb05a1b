"""The process the harness starts: `python3 -m autotest.worker control` or `… test`.

The harness names its socket in AUTOTEST_BRIDGE and the place of this process in
AUTOTEST_BRIDGE_TOKEN; both are taken out of the environment, for they are nobody else's.
"""

import os
import sys

_OLDEST = (3, 9)


def main(role):
    """Serves the harness until it closes the connection; `role` is `control` or `test`."""
    if sys.version_info < _OLDEST:
        found = (sys.executable, sys.version.split()[0])
        sys.exit("Python %d.%d or newer is needed; %s is %s" % (_OLDEST + found))

    # Our own modules are kept compiled also where PYTHONDONTWRITEBYTECODE spares the author's
    # directories: compiling them about doubles a start.
    authors_wish = sys.dont_write_bytecode
    sys.dont_write_bytecode = False
    from autotest import bridge, logs  # Not before: an older Python could not read them.
    from autotest.legacy import imports

    if role == "control":
        from autotest import control as work
    else:
        from autotest import testing as work
    sys.dont_write_bytecode = authors_wish
    line = bridge.Bridge(
        os.environ.pop("AUTOTEST_BRIDGE"), os.environ.pop("AUTOTEST_BRIDGE_TOKEN"), role
    )
    sys.stdout.reconfigure(line_buffering=True)
    logs.install(line)
    imports.install()
    if role == "control":
        line.provide(work.ControlWorker(line).handlers())
    elif role == "test":
        line.provide(work.TestWorker(line).handlers())
    else:
        sys.exit("autotest.worker: %r is neither control nor test" % role)
    line.serve()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
