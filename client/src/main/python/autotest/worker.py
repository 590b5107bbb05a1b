"""The process the harness starts: `python3 -m autotest.worker`.

It loads what workers need, and becomes a worker by forking whenever the harness asks for one, of
the role `control`, `test` or `profiler`. The harness names its socket in AUTOTEST_BRIDGE, and the place of a
worker in AUTOTEST_BRIDGE_TOKEN; both are taken out of the environment, for they are nobody else's.
"""

import os
import sys

_OLDEST = (3, 9)


def main(role):
    """Serves as fork server until the harness is gone; in a forked child, or by a role, as worker."""
    if sys.version_info < _OLDEST:
        found = (sys.executable, sys.version.split()[0])
        sys.exit("Python %d.%d or newer is needed; %s is %s" % (_OLDEST + found))

    # Our own modules are kept compiled also where PYTHONDONTWRITEBYTECODE spares the author's
    # directories: compiling them about doubles a start.
    authors_wish = sys.dont_write_bytecode
    sys.dont_write_bytecode = False
    # Not before: an older Python cannot read them.
    from autotest import bridge, control, forkserver, logs, testing
    from autotest.legacy import imports, source

    sys.dont_write_bytecode = authors_wish
    if not role:
        source.compile_text("pass", "")  # What the first compilation sets up is shared, too.
        role = forkserver.ForkServer().serve()
    if not role:
        return
    work = {"control": control.ControlWorker, "test": testing.TestWorker}.get(role)
    if role == "profiler":
        from autotest import profiling

        work = profiling.ProfilerWorker
    if work is None:
        sys.exit("autotest.worker: %r is neither control, test nor profiler" % role)
    line = bridge.Bridge(
        os.environ.pop("AUTOTEST_BRIDGE"), os.environ.pop("AUTOTEST_BRIDGE_TOKEN"), role
    )
    sys.stdout.reconfigure(line_buffering=True)
    logs.install(line)
    imports.install()
    line.provide(work(line).handlers())
    line.serve()
    testing.end(0)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else "")
