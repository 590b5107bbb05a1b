"""What a profiler of one's own derives from: `profiler.profiler`."""


class profiler(object):
    """Watches the machine while a test runs.

    `NAME/NAME.py` in a directory `profilers` holds a class NAME. `job.profilers.add(NAME, …)` makes
    it, and calls `initialize` with the arguments; `setup` builds what it needs in `srcdir`, once for
    each `version`. `start`, `stop` and `report` get the test, with `profdir` for the output.
    """

    version = None
    preserve_srcdir = False
    supports_reboot = False

    def __init__(self, job):
        self.job = job

    def initialize(self, *args, **dargs):
        """Takes the arguments."""

    def setup(self, *args, **dargs):
        """Builds what the profiler needs."""

    def start(self, test):
        """Begins to watch."""

    def stop(self, test):
        """Stops; what is left running is killed after the report."""

    def report(self, test):
        """Writes what was seen into `test.profdir`."""
