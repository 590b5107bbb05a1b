"""`job.profilers` of server-side control files: what clients watch their machines with."""

from autotest.client.shared import error


class Profilers(object):
    """Profilers that each client control file begins with."""

    def __init__(self, job):
        self._job = job
        self._added = {}

    def add(self, profiler, *args, **dargs):
        """Has clients run a profiler beside each test."""
        self._added[profiler] = (args, dargs)

    def delete(self, profiler):
        """Has clients run it no more. JobError when it was not added."""
        if profiler not in self._added:
            raise error.JobError("job.profilers.delete: there is no %s" % profiler)
        del self._added[profiler]

    def present(self):
        """True when there is a profiler."""
        return bool(self._added)

    def current_profilers(self):
        """The names of the profilers."""
        return set(self._added)

    def only(self):
        """True when tests run under profilers only."""
        return bool(self._job.default_profile_only)

    def set_only(self, value):
        """Runs tests under profilers only, or not."""
        self._job.default_profile_only = bool(value)

    def active(self):
        """False: they are at work on the machines only."""
        return False

    def start(self, test=None):
        """AutoservUnsupportedError: profilers run with the tests of clients, not with the server's."""
        raise error.AutoservUnsupportedError(
            "profiling what the server does: profilers run beside client tests only"
        )

    before_start = stop = report = set_start_delay = start

    def lines(self):
        """The same for a client control file."""
        lines = []
        for name, (args, dargs) in self._added.items():
            words = [repr(name)] + [repr(arg) for arg in args]
            words += ["%s=%r" % item for item in sorted(dargs.items())]
            lines.append("job.profilers.add(%s)" % ", ".join(words))
        if self.only():
            lines.append("job.profilers.set_only(True)")
        return lines
