"""`job.sysinfo`: what is collected about the machine, at each boot and around each test.

The harness collects by itself; a control file or test adds to it:
`job.sysinfo.test_loggables.add(sysinfo.logfile("/var/log/app.log"))`.
"""


class loggable(object):
    """Something that is collected, and the name of the file that keeps it."""

    def __init__(self, logf=None, log_in_keyval=False):
        self.logf = logf

    def _add(self, job, on_every_test):
        raise NotImplementedError("%s is not collected by itself" % type(self).__name__)


class logfile(loggable):
    """A copy of a file. It is kept under its own name, whatever `logf` says."""

    def __init__(self, path, logf=None, log_in_keyval=False):
        loggable.__init__(self, logf, log_in_keyval)
        self.path = path

    def _add(self, job, on_every_test):
        job.add_sysinfo_logfile(self.path, on_every_test)


class command(loggable):
    """The output of a command; kept under the command with `_` for blanks, or as `logf`."""

    def __init__(self, cmd, logf=None, log_in_keyval=False, compress_log=False):
        loggable.__init__(self, logf, log_in_keyval)
        self.cmd = cmd

    def _add(self, job, on_every_test):
        job.add_sysinfo_command(self.cmd, self.logf, on_every_test)


class logdir(loggable):
    """A copy of a directory: its regular files, 10,000 and 256 MiB at most."""

    def __init__(self, directory, additional_exclude=None):
        loggable.__init__(self, directory.rstrip("/"))
        self.dir = directory

    def _add(self, job, on_every_test):
        job.add_sysinfo_logdir(self.dir, on_every_test)


class Loggables(object):
    """What was added for one occasion."""

    def __init__(self, job, on_every_test):
        self._job = job
        self._on_every_test = on_every_test
        self._added = []

    def add(self, one):
        """Collects one more."""
        one._add(self._job, self._on_every_test)
        self._added.append(one)

    def update(self, more):
        """Collects several more."""
        for one in more:
            self.add(one)

    def __iter__(self):
        return iter(self._added)

    def __len__(self):
        return len(self._added)


class Sysinfo(object):
    """What a job can ask about what is collected."""

    def __init__(self, job):
        self._job = job
        self.boot_loggables = Loggables(job, False)
        self.test_loggables = Loggables(job, True)

    def add_logfile(self, path, on_every_test=True):
        """Collects a file after each test, or at each boot only: a path, or a `logfile`."""
        self._add(path if isinstance(path, loggable) else logfile(path), on_every_test)

    def add_logdir(self, path, on_every_test=True):
        """Collects a directory after each test, or at each boot only: a path, or a `logdir`."""
        self._add(path if isinstance(path, loggable) else logdir(path), on_every_test)

    def add_command(self, cmd, logf=None, on_every_test=True):
        """Collects the output of a command after each test, or at each boot only."""
        self._add(cmd if isinstance(cmd, loggable) else command(cmd, logf), on_every_test)

    def _add(self, one, on_every_test):
        (self.test_loggables if on_every_test else self.boot_loggables).add(one)

    def run_before_test(self, test):
        """From here on counts what the logs get; the harness says so before each test."""
        self._collect(test, "before_test")

    log_before_each_test = run_before_test

    def run_after_test(self, test):
        """Collects into `sysinfo` of the test; the harness does so after each test."""
        self._collect(test, "after_test")

    log_after_each_test = run_after_test

    def run_before_iteration(self, test):
        """Copies the kernel's counters; the harness does so before each iteration."""
        self._collect(test, "before_iteration")

    def run_after_iteration(self, test):
        """Copies them again; the harness does so after each iteration."""
        self._collect(test, "after_iteration")

    @staticmethod
    def _collect(test, when):
        test._bridge.call("test.sysinfo", when, test.iteration)


# As it was called in the original.
sysinfo = base_sysinfo = Sysinfo
