"""The object `job` of server-side control files."""

import contextlib
import logging
import os
import traceback

from autotest.client import sysinfo
from autotest.client.shared import error
from autotest.server import profilers, subcommand


class ServerJob(object):
    """What a control file can ask of autoserv."""

    default_profile_only = False
    run_test_cleanup = True
    automatic_test_tag = None
    use_sequence_number = False
    last_boot_tag = None
    drop_caches = False
    # There is no conmux, and logging is autoserv's.
    conmuxdir = None
    use_external_logging = False

    def __init__(self, bridge, control):
        self._bridge = bridge
        self._facts = self._call("job.describe")
        self._directories = []
        self._tests_run = 0
        self.control = control
        self.hosts = set()
        self.machines = list(self._facts["machines"])
        self.args = list(self._facts["args"])
        self.tag = self._facts["tag"]
        self.user = self._facts["user"]
        self.label = self._facts["label"]
        self.resultdir = self._facts["resultdir"]
        self.testdir = self._facts["testdir"]
        self.clientdir = self._facts["clientdir"]
        self.autodir = self.clientdir
        self.serverdir = os.path.dirname(os.path.abspath(__file__))
        self.site_testdir = self.testdir
        self.tmpdir = self._facts["tmpdir"]
        self.pkgdir = os.path.join(self.clientdir, "packages")
        self.pkgmgr = None
        self.sysinfo = sysinfo.Sysinfo(self)
        self.profilers = profilers.Profilers(self)
        self.logging = logging
        self._sysinfo = []

    def _call(self, name, *args):
        return self._bridge.call(name, *args)

    def _become_branch(self, token):
        """For a forked child: from here on it is a part of its own."""
        self._bridge.become_branch(token)
        self._directories = []
        self.resultdir = self._call("job.describe")["resultdir"]

    def _client_facts(self):
        """`directories` where clients may be, and `free_kib`, what has to be free there."""
        return dict(self._facts["client"])

    # Records.

    def record(self, status_code, subdir, operation, status="", optional_fields=None):
        """Writes an entry into the status log. ValueError for what cannot stand there."""
        fields = dict(optional_fields or {})
        self._call("job.status", status_code, self._placed(subdir), operation, status, fields)

    def _placed(self, subdir):
        """A directory below that of the present context, as the status log names it."""
        if not subdir or not self._directories:
            return subdir
        return os.path.relpath(os.path.join(self.resultdir, subdir), self._directories[0])

    def record_entry(self, entry, log_in_subdir=True):
        """Writes an entry that was made elsewhere."""
        self.record(
            entry.status_code, entry.subdir, entry.operation, entry.message, entry.fields
        )

    def record_summary(self, status_code, test_name, reason="", attributes=None, **unused):
        """Writes an entry about several tests, with attributes in a directory of its own.

        `distinguishing_attributes` and `child_test_ids` of the original mean nothing.
        """
        subdir = "summary"
        number = 0
        while os.path.exists(os.path.join(self.resultdir, subdir)):
            number += 1
            subdir = "summary.%d" % number
        os.mkdir(os.path.join(self.resultdir, subdir))
        from autotest.server import utils

        utils.write_keyval(
            os.path.join(self.resultdir, subdir), dict(attributes or {}, is_summary=1)
        )
        self.record(status_code, subdir, test_name, reason)

    def enable_warnings(self, warning_type):
        """Tells the status log that warnings of this type are not expected any more."""
        self.record("INFO", None, None, "enabling %s warnings" % warning_type,
                    {"warnings.enable": warning_type})

    def disable_warnings(self, warning_type):
        """Tells the status log that warnings of this type are expected from here on."""
        self.record("INFO", None, None, "disabling %s warnings" % warning_type,
                    {"warnings.disable": warning_type})

    # Groups.

    def run_group(self, function, *args, **dargs):
        """Calls a function inside a START and END of its own; returns what the function returns.

        JobError for an exception that is none of a test.
        """
        name = dargs.pop("tag", None) or function.__name__
        return self._grouped(name, None, function, args, dargs)[0]

    def _grouped(self, name, subdir, function, args, dargs):
        """(value, None), or (None, exception) for one of a test."""
        self.record("START", subdir, name)
        try:
            result = function(*args, **dargs)
        except error.TestBaseException as raised:
            self.record("END " + raised.exit_status, subdir, name, in_words(raised))
            return None, raised
        except BaseException as raised:
            self.record("END ABORT", subdir, name, in_words(raised))
            if isinstance(raised, (SystemExit, KeyboardInterrupt)):
                raise
            raise error.JobError("%s failed\n%s" % (name, traceback.format_exc())) from raised
        self.record("END GOOD", subdir, name)
        return result, None

    def run_reboot(self, reboot_func, get_kernel_func):
        """Calls a function that reboots, in a group `reboot` that ends with the kernel's version."""
        self.record("START", None, "reboot", "")
        try:
            reboot_func()
            kernel = get_kernel_func()
        except Exception as raised:
            self.record("END FAIL", None, "reboot", in_words(raised))
            raise
        self.record("END GOOD", None, "reboot", "", {"kernel": kernel})

    # More than one thing at a time.

    def parallel_simple(self, function, machines, log=True, timeout=None, return_results=False):
        """Calls a function for each machine, for all at the same time."""
        return subcommand.parallel_simple(function, machines, log, timeout, return_results)

    def parallel_on_machines(self, function, machines, timeout=None):
        """Like `parallel_simple`; the machines for which it did not fail are the value."""
        machines = list(machines)
        results = self.parallel_simple(function, machines, timeout=timeout, return_results=True)
        return [
            machine
            for machine, result in zip(machines, results)
            if not isinstance(result, BaseException)
        ]

    # Tests and control files.

    def run_test(self, url, *args, **dargs):
        """Runs a test of the server. True when it ended well, False for the exceptions of tests."""
        from autotest.server import test

        self._tests_run += 1
        return test.runtest(self, url, args, dargs)

    def run_control(self, path):
        """Runs another control file, with names of its own.

        It is looked for in the results, beside the control file that autoserv was given, and below
        the installation. JobError when it is in none of these.
        """
        from autotest.server import control

        places = [self.resultdir] + self._facts["controls"]
        files = [os.path.join(place, path) for place in places]
        found = next((file for file in files if os.path.isfile(file)), None)
        if found is None:
            raise error.JobError(
                "looking for the control file %s: it is in none of %s" % (path, ", ".join(places))
            )
        control.execute(self, found)

    @property
    def num_tests_run(self):
        """How many tests this process ran."""
        return self._tests_run

    @property
    def num_tests_failed(self):
        """How many tests failed, of those whose records go where this part's go."""
        return self._call("job.tests_failed")

    # State, and what is handed to clients.

    def set_state(self, name, value):
        """Keeps a value for whatever comes later in the job: other parts of it, in either language,
        and clients that are started from now on. What those change comes back when they end.

        ValueError when all that is kept would have more than 512 KiB.
        """
        self._call("job.set_state", name, value)

    def get_state(self, name, *args, **dargs):
        """A value that was kept; the default, or KeyError, when there is none of that name."""
        found = self._call("job.get_state", name)
        if found:
            return found[0]
        if args or "default" in dargs:
            return args[0] if args else dargs["default"]
        raise KeyError(name)

    def discard_state(self, name):
        """Forgets a value that was kept."""
        self._call("job.discard_state", name)

    def add_sysinfo_command(self, command, logfile=None, on_every_test=False):
        """Has clients collect the output of a command."""
        self._collect("COMMAND", command, logfile, on_every_test)

    def add_sysinfo_logfile(self, path, on_every_test=False):
        """Has clients collect a file."""
        self._collect("FILE", path, None, on_every_test)

    def add_sysinfo_logdir(self, path, on_every_test=False):
        """Has clients collect a directory."""
        self._collect("DIRECTORY", path, None, on_every_test)

    def _collect(self, kind, what, name, on_every_test):
        self._sysinfo.append(
            {"kind": kind, "what": what, "file": name or "", "on_every_test": bool(on_every_test)}
        )

    def client_state(self):
        """What jobs of clients begin with: what they collect, and their profilers."""
        state = {"client": {"sysinfo": self._sysinfo, "profilers": self.profilers.described()}}
        if self.profilers.only():
            state["global_properties"] = {"default_profile_only": True}
        return state

    # What the original left to a site.

    def enable_external_logging(self):
        """Kept for jobs that call it: logging is autoserv's."""

    def disable_external_logging(self):
        """Kept like `enable_external_logging`."""

    def precheck(self):
        """Nothing is to be looked at before."""

    def clear_all_known_hosts(self):
        """Keys of machines are kept."""

    # Where results go.

    def push_execution_context(self, resultdir):
        """Works in another directory of results, relative to the present one."""
        self._directories.append(self.resultdir)
        self.resultdir = os.path.join(self.resultdir, resultdir)
        os.makedirs(self.resultdir, exist_ok=True)

    def pop_execution_context(self):
        """Goes back to the directory before."""
        if not self._directories:
            raise IndexError("there is no execution context to go back to")
        self.resultdir = self._directories.pop()

    @contextlib.contextmanager
    def working_in(self, resultdir):
        """Works in another directory for the time of a `with` block."""
        self.push_execution_context(resultdir)
        try:
            yield
        finally:
            self.pop_execution_context()


# As it was called in the original.
server_job = base_server_job = ServerJob


def in_words(raised):
    """An exception with its kind."""
    words = str(raised)
    return "%s: %s" % (type(raised).__name__, words) if words else type(raised).__name__
