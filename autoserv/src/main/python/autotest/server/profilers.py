"""`job.profilers` of server-side control files: what watches the machines."""

import logging
import os
import time

from autotest.client.shared import error


class Profilers(object):
    """Profilers that run beside each test of a client, and beside tests of the server.

    For those of the server a client of its own runs them on each machine in use: `start(test)`
    begins when all of them run, `stop(test)` brings what they saw into
    `<test>/profiling/iteration.<n>/<machine>`.
    """

    def __init__(self, job):
        self._job = job
        self._added = {}
        self._running = None
        self._start_delay = 0

    def add(self, profiler, *args, **dargs):
        """Runs a profiler beside each following test."""
        self._added[profiler] = (args, dargs)

    def delete(self, profiler):
        """Runs it no more. JobError when it was not added."""
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
        """True between `start` and `stop`."""
        return self._running is not None

    def set_start_delay(self, start_delay):
        """Has `start` wait for some seconds when the profilers run on all machines."""
        self._start_delay = float(start_delay)

    def before_start(self, test, hosts=None):
        """Installs the client where it is needed, so that `start` takes less time."""
        for host in hosts or self._job.hosts:
            host.install_client()

    def start(self, test, hosts=None):
        """Starts the profilers on the machines: those given, else all that the job has created."""
        if self.active() or not self.present():
            return
        names = sorted({host.hostname for host in hosts or self._job.hosts})
        if not names:
            logging.warning("no profiler is started: the job has created no host")
            return
        state = {"client": {"profilers": self.described()}}
        self._running = self._job._call("job.profilers_start", names, state)
        time.sleep(self._start_delay)

    def stop(self, test, hosts=None):
        """Stops them and brings what they saw here; what went wrong is a WARN of each machine."""
        if not self.active():
            return
        number, self._running = self._running, None
        seen = os.path.join(test.profdir, "iteration.%d" % test.iteration)
        problems = self._job._call("job.profilers_stop", number, seen)
        for name, problem in sorted(problems.items()):
            self._job.record("WARN", None, "profilers", "on %s: %s" % (name, problem))

    def report(self, test, hosts=None, wait_on_client=None):
        """Nothing: `stop` has brought everything."""

    def described(self):
        """The profilers as clients take them."""
        return [
            {"name": name, "args": list(args), "named": dargs}
            for name, (args, dargs) in self._added.items()
        ]
