"""The object `job` of control files and tests. It owns nothing: every call goes to the harness."""

import contextlib
import logging
import os
import sys

from autotest import callbacks, inheritance, passing
from autotest.client import building, profilers, rebooting, sysinfo
from autotest.client.shared import error
from autotest.helpers import facts


# No default: what stands for it is no value.
_NONE = object()


class StepError(error.AutotestError):
    """Something that is no function, nor the name of one, was queued as a step."""


class _Property(object):
    """A property of the job that the harness knows; `writable` ones are set there too."""

    def __init__(self, name, writable=False, changing=False):
        self._name = name
        self._writable = writable
        self._changing = changing

    def __get__(self, job, kind=None):
        if job is None:
            return self
        return job._describe(self._changing)[self._name]

    def __set__(self, job, value):
        if not self._writable:
            raise AttributeError("job.%s is fixed" % self._name)
        job._call("job.set", self._name, value)
        job._describe(False)[self._name] = value


_FIXED = (
    "autodir clientdir bindir configdir profdir toolsdir testdir customtestdir site_testdir "
    "tmpdir pkgdir resultdir user machines harness"
).split()
_COUNTED = "num_tests_run num_tests_failed".split()
_WRITABLE = (
    "run_test_cleanup default_profile_only last_boot_tag automatic_test_tag "
    "use_sequence_number drop_caches drop_caches_between_iterations"
).split()


class Job(building.Building, rebooting.Rebooting):
    """What a control file, and a test through `self.job`, can ask of the harness."""

    # A client has no server beside it.
    serverdir = None
    conmuxdir = None

    def __init__(self, bridge, control=None, args=None):
        self._bridge = bridge
        self._properties = None
        self._control = control
        self._args = args
        self._queues = True
        self._beginning = inheritance.Beginning()
        self.profilers = profilers.Profilers(self)
        self.logging = logging
        self.sysinfo = sysinfo.Sysinfo(self)
        self._hosts = None

    def _call(self, name, /, *args, **kwargs):
        return self._bridge.call(name, *args, **kwargs)

    def _describe(self, afresh):
        if self._properties is None or afresh:
            self._properties = self._call("job.describe")
        return self._properties

    @property
    def control(self):
        """The path of the control file."""
        return self._control or self._describe(False)["control"]

    @control.setter
    def control(self, path):
        self._control = path

    @property
    def args(self):
        """The words given with `--args`."""
        return list(self._describe(False)["args"]) if self._args is None else self._args

    @property
    def tag(self):
        """The tag of the job: the name of its directory among the results."""
        return self._describe(False)["tag"]

    @property
    def hosts(self):
        """This machine alone: a list of one `autotest.client.local_host.LocalHost`."""
        if self._hosts is None:
            from autotest.client import local_host

            name = (self._describe(False)["machines"] or [None])[0]
            self._hosts = [local_host.LocalHost(name, job=self)]
        return self._hosts

    def push_execution_context(self, resultdir):
        """Works in a directory below `resultdir` from now on: tests have their directories there.

        It is made when it is not there. ValueError for one that leads elsewhere.
        """
        if os.path.isabs(resultdir):
            resultdir = os.path.relpath(resultdir, self.resultdir)
        self._call("job.push_execution_context", resultdir)
        self._properties = None

    def pop_execution_context(self):
        """Goes back to the directory before. IndexError when there is none."""
        self._call("job.pop_execution_context")
        self._properties = None

    # Running tests.

    def run_test(self, url, *args, **dargs):
        """Runs a test. True when it ended GOOD; False, not an exception, for any other status."""
        return self._run_test("job.run_test", url, args, dargs)

    def run_test_detail(self, url, *args, **dargs):
        """Runs a test; returns the word of its status."""
        return self._run_test("job.run_test_detail", url, args, dargs)

    def _run_test(self, call, url, args, dargs):
        words = passing.for_a_test(dargs)
        changes = self._beginning.changes()
        if changes:
            words["$process"] = changes
        return self._call(call, url, *map(repr, args), **words)

    def run_group(self, function, tag=None, **dargs):
        """Calls a function inside a START and END of its own; returns what the function returns."""
        name = function.__name__ if tag is None else tag
        box = passing.Box(lambda: function(**dargs))
        with callbacks.offer(box) as number:
            try:
                self._call("job.run_group", number, name)
            except (error.AutotestError, SystemExit, KeyboardInterrupt) as raised:
                raise box.better_than(raised) from None
        return box.value

    def parallel(self, *tasklist):
        """Runs tasks, each a list of a function and its arguments, at the same time.

        Each is a process of its own; what it changes in memory is lost with it. JobError when one
        of them ended by an exception.
        """
        tokens = self._call("job.parallel_start", len(tasklist))
        sys.stdout.flush()
        sys.stderr.flush()
        pids = [self._fork(task, token) for task, token in zip(tasklist, tokens)]
        failed = [i for i, pid in enumerate(pids) if os.waitpid(pid, 0)[1] != 0]
        self._call("job.parallel_end", tokens, failed)

    def _fork(self, task, token):
        pid = os.fork()
        if pid:
            return pid
        status = 1
        try:
            self._bridge.become_branch(token)
            task[0](*task[1:])
            status = 0
        except BaseException:
            error.log_exception("a task of job.parallel ended by an exception: ")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    # Steps.

    def next_step(self, fn, *args, **dargs):
        """Queues a step after those the running step has queued, before older ones."""
        self._queue("job.next_step", fn, args, dargs)

    def next_step_append(self, fn, *args, **dargs):
        """Queues a step at the end."""
        self._queue("job.next_step_append", fn, args, dargs)

    def next_step_prepend(self, fn, *args, **dargs):
        """Queues a step at the front."""
        self._queue("job.next_step_prepend", fn, args, dargs)

    @contextlib.contextmanager
    def queueing_nothing(self):
        """For the time of a `with` block, steps are not queued: they are already."""
        self._queues = False
        try:
            yield
        finally:
            self._queues = True

    def _queue(self, call, fn, args, dargs):
        if not self._queues:
            return
        if isinstance(fn, (list, tuple)):
            fn, args = fn[0], tuple(fn[1:]) + args
        if callable(fn):
            owner = getattr(fn, "__self__", None)
            fn = "job." + fn.__name__ if owner is self else fn.__name__
        if not isinstance(fn, str):
            raise StepError(
                "Next steps must be functions or strings containing the function name"
            )
        self._call(call, fn, list(args), dargs)

    def quit(self):
        """Pauses the job here; it goes on with the next step when the client continues."""
        self._call("job.quit")

    def complete(self, status):
        """Ends the job with this exit status."""
        self._call("job.complete", status)

    # Records and state.

    def record(self, status_code, subdir, operation, status="", optional_fields=None):
        """Writes an entry into the status log. ValueError for what cannot stand there."""
        fields = dict(optional_fields or {})
        if None in fields.values():
            raise TypeError("fields of a status entry are texts or numbers: %r" % fields)
        if isinstance(status, BaseException):
            status = str(status)
        self._call("job.record", status_code, subdir, operation, status, fields)

    def record_entry(self, entry, log_in_subdir=True):
        """Writes an entry that was made elsewhere: it has the names of the arguments of `record`."""
        self.record(
            entry.status_code, entry.subdir, entry.operation, entry.message, entry.fields
        )

    def sub_result(self, name, status, reason="", seconds=None):
        """Tells how a part of the running test went: GOOD, FAIL, ERROR, WARN, TEST_NA or BUG.

        It gets a row `<test>.<name>`. One that failed makes the test FAIL, unless the test ends in
        a failure of its own.
        """
        self._call("test.sub_result", name, status, reason, seconds)

    def read_sub_results(self, path, format=None):
        """Reads what another program wrote as "tap", "ktap" or "junit"; the end of the name tells.

        Returns a dictionary: total, passed, failed, skipped, failed_names, problems.
        """
        return self._call("test.read_sub_results", str(path), format)

    def set_state(self, name, value):
        """Keeps a value that the job has again after a reboot.

        Texts, numbers, None, lists, and dictionaries with texts as keys; a tuple comes back as a
        list. TypeError for anything else.
        """
        self._call("job.set_state", name, passing.plain(value))

    def get_state(self, name, default=_NONE):
        """A value that was kept; `default`, or KeyError, when there is none of that name."""
        try:
            return self._call("job.get_state", name)
        except KeyError:
            if default is _NONE:
                raise
            return default

    def discard_state(self, name):
        """Forgets a value that was kept."""
        self._call("job.discard_state", name)

    def config_set(self, name, value):
        """Sets an entry of the job's configuration.

        `proxy` is for what the harness fetches, and as `http_proxy`, `https_proxy` and `ftp_proxy` for
        tests.
        """
        self._call("job.config_set", name, value)
        if name == "proxy":
            for variable in ("http_proxy", "https_proxy", "ftp_proxy"):
                if value is None:
                    os.environ.pop(variable, None)
                else:
                    os.environ[variable] = str(value)

    def config_get(self, name):
        """An entry of the job's configuration, or None."""
        return self._call("job.config_get", name)

    def add_sysinfo_command(self, command, logfile=None, on_every_test=False):
        """Collects the output of a command at each boot, or also after each test."""
        self._call("job.add_sysinfo_command", command, logfile, on_every_test)

    def add_sysinfo_logfile(self, path, on_every_test=False):
        """Collects a file at each boot, or also after each test."""
        self._call("job.add_sysinfo_logfile", path, on_every_test)

    def add_sysinfo_logdir(self, path, on_every_test=False):
        """Collects a directory at each boot, or also after each test."""
        self._call("job.add_sysinfo_directory", path, on_every_test)

    add_sysinfo_file = add_sysinfo_logfile

    def disable_warnings(self, warning_type):
        """Tells the status log that warnings of this type are expected from here on."""
        self._call("job.disable_warnings", warning_type)

    def enable_warnings(self, warning_type):
        """Tells the status log that they are not expected any more."""
        self._call("job.enable_warnings", warning_type)

    # Facts and dependencies.

    def cpu_count(self):
        """Processors that are online."""
        return facts.count_cpus()

    def noop(self, text):
        """Writes a line into the log."""
        logging.info("job: noop: %s", text)

    def relative_path(self, path):
        """A path as seen from the results directory."""
        return os.path.relpath(path, self.resultdir)

    def control_set(self, control):
        """Takes another path for that of the control file."""
        self.control = os.path.abspath(control)

    def harness_select(self, which, harness_args=None):
        """JobError unless it is the harness that the client was started with."""
        if which and which != self.harness:
            raise error.JobError("the harness is chosen when the client starts: --harness=" + which)

    def control_get(self):
        """The path of the control file."""
        return self.control

    def barrier(self, *args, **dargs):
        """A point where hosts of the job wait for each other: see `autotest.client.shared.barrier`."""
        from autotest.client.shared import barrier

        return barrier.barrier(*args, **dargs)


for _name in _FIXED:
    setattr(Job, _name, _Property(_name))
for _name in _COUNTED:
    setattr(Job, _name, _Property(_name, changing=True))
for _name in _WRITABLE:
    setattr(Job, _name, _Property(_name, writable=True))
