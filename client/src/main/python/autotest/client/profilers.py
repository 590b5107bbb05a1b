"""`job.profilers`: what watches the machine while a test runs."""


class Profilers(object):
    """The profilers of a job. The harness runs them beside each test."""

    def __init__(self, job):
        self._job = job

    def add(self, profiler, *args, **dargs):
        """Runs a profiler beside each following test. JobError when there is none of that name."""
        self._job._call("job.profilers_add", profiler, *args, **dargs)

    def delete(self, profiler):
        """Runs a profiler no more. JobError when it was not added."""
        self._job._call("job.profilers_delete", profiler)

    def present(self):
        """True when there is a profiler."""
        return bool(self.current_profilers())

    def current_profilers(self):
        """The names of the profilers."""
        return list(self._job._call("job.profilers_list"))

    def only(self):
        """True when tests run under profilers only."""
        return bool(self._job.default_profile_only)

    def set_only(self, value):
        """Runs tests under profilers only, or not."""
        self._job.default_profile_only = bool(value)

    # For tests that replace `execute`: the harness does this for all others.

    def active(self):
        """True while profilers run: never in a control file, for they run beside tests."""
        return self._job._call("test.profilers_active")

    def before_start(self, test):
        """Nothing has to be prepared; kept for tests that call it."""

    def start(self, test):
        """Starts the profilers."""
        self._job._call("test.profilers_start", test.iteration)

    def stop(self, test):
        """Stops the profilers."""
        self._job._call("test.profilers_stop")

    def report(self, test):
        """Keeps what the profilers have seen."""
        self._job._call("test.profilers_report", test.iteration)
