"""A machine that a control file can work on."""

import logging
import os
import re
import shlex

from autotest.client.shared import error
from autotest.client.shared.utils import CmdResult
from autotest.server import subcommand
from autotest.server.hosts import background, bootloader, facts, files, fitness

DEFAULT_REBOOT_TIMEOUT = 1800
_NAME = re.compile(r"[A-Za-z_]\w*$")
# What reboots it when nobody says otherwise, after what is kept was written.
_REBOOT = "reboot || reboot -f || telinit 6"


class Host(facts.Facts, files.Files, fitness.Fitness):
    """A machine of the job. It connects at the first use.

    What is said of a method holds for a machine that answers; AutoservSSHTimeout and its kin
    otherwise.
    """

    DEFAULT_REBOOT_TIMEOUT = DEFAULT_REBOOT_TIMEOUT
    WAIT_DOWN_REBOOT_TIMEOUT = 840
    WAIT_DOWN_REBOOT_WARNING = 540
    HOURS_TO_WAIT_FOR_RECOVERY = 2.5
    HARDWARE_REPAIR_REQUEST_THRESHOLD = 4
    # Where monitors of the original were; autoserv reads logs by itself.
    monitordir = None
    LAST_BOOT_TAG = object()

    job = property(lambda self: subcommand.JOB[-1])
    serverdir = property(lambda self: self.job.serverdir)

    def __init__(self, hostname, **unused):
        from autotest.server import utils

        name, user, self.password, port, self.profile = utils.parse_machine(hostname)
        self._named = {"user": user, "port": port}
        # A machine beside those of the job has its login and port in its name alone.
        whole = name if name in self.job.machines else hostname
        self.hostname = self._call("host.open", whole)
        self.env = {}
        self.tmp_dirs = []
        self.job.hosts.add(self)

    def _call(self, name, *args):
        return self.job._call(name, *args)

    def _ask(self, name, *args):
        return self._call("host." + name, self.hostname, *args)

    # Commands.

    def run(
        self,
        command,
        timeout=3600,
        ignore_status=False,
        stdout_tee=None,
        stderr_tee=None,
        connect_timeout=30,
        options="",
        stdin=None,
        verbose=True,
        args=(),
    ):
        """Runs a command by bash, or by /bin/sh where there is none.

        AutoservRunError unless it exits with 0 in time; its `result_obj` has what was printed. Of
        more than a mebibyte of output the middle is left out: `cut_bytes` of the result says how much.
        A command may have 100,000 bytes; `stdin` is not part of it, and is sent as a file.
        `connect_timeout` and `options` mean nothing: the connection is there, and is the lab's.
        """
        if verbose:
            logging.debug("%s: running '%s'", self.hostname, command)
        given = None if stdin is None else self._input(stdin)
        try:
            ended = self._ask("run", self._full(command, args, given), timeout)
        except error.AutoservRunError as late:
            raise _with_result(late, command, timeout) from None
        result = CmdResult(
            command, ended["stdout"], ended["stderr"], ended["exit_status"], ended["duration"]
        )
        result.cut_bytes = ended["cut_bytes"]
        for tee, text in ((stdout_tee, result.stdout), (stderr_tee, result.stderr)):
            if hasattr(tee, "write"):
                tee.write(text)
        if result.exit_status and not ignore_status:
            words = (result.stderr or result.stdout).strip()[-400:]
            raise error.AutoservRunError(
                "running '%s' on %s: exit status %d%s"
                % (command, self.hostname, result.exit_status, words and ": " + words),
                result,
            )
        return result

    def _full(self, command, args=(), given=None):
        """The whole command; `given` is a file that it reads, which is gone when it has begun."""
        if not isinstance(command, str):
            raise TypeError("running a command on %s: %r is no text" % (self.hostname, command))
        text = command + "".join(" " + shlex.quote(str(arg)) for arg in args)
        if given is not None:
            file = shlex.quote(given)
            text = "{ rm -f %s\n%s\n} <%s" % (file, text, file)
        exports = []
        for name, value in self.env.items():
            if not _NAME.match(name):
                raise ValueError("'%s' is no name of a variable" % name)
            exports.append("export %s=%s\n" % (name, shlex.quote(str(value))))
        return "".join(exports) + text

    def run_short(self, command, **dargs):
        """Like `run`, for at most a minute."""
        dargs.setdefault("timeout", 60)
        return self.run(command, **dargs)

    def run_grep(
        self,
        command,
        timeout=30,
        ignore_status=False,
        stdout_ok_regexp=None,
        stdout_err_regexp=None,
        stderr_ok_regexp=None,
        stderr_err_regexp=None,
        connect_timeout=30,
    ):
        """Runs a command whose output tells whether it went well; AutoservRunError when not."""
        result = self.run(command, timeout, ignore_status=True)
        for text, pattern in (
            (result.stderr, stderr_err_regexp),
            (result.stdout, stdout_err_regexp),
        ):
            if pattern and re.search(pattern, text):
                raise error.AutoservRunError("running '%s': it said %s" % (command, pattern), result)
        for text, pattern in ((result.stderr, stderr_ok_regexp), (result.stdout, stdout_ok_regexp)):
            if pattern and re.search(pattern, text):
                return
        if result.exit_status and not ignore_status:
            raise error.AutoservRunError(
                "running '%s': exit status %d" % (command, result.exit_status), result
            )

    def run_async(self, command, *unused, args=(), stdin=None, **options):
        """Starts a command and does not wait for it; an `AsyncJob`. It has a day.

        AutoservUnsupportedError for a `timeout`: `wait_for` has one.
        """
        if options.get("timeout") is not None:
            raise error.AutoservUnsupportedError(
                "starting '%s' with a timeout: wait_for of what it returns has one" % command
            )
        given = None if stdin is None else self._input(stdin)
        return background.AsyncJob(
            self._call, self.hostname, command, self._full(command, args, given)
        )

    # Up and down.

    def is_up(self):
        """Whether it answers."""
        return self._ask("is_up")

    def ssh_ping(self, timeout=60):
        """AutoservSshPingHostError unless it answers."""
        if not self.wait_up(timeout):
            raise error.AutoservSshPingHostError("%s does not answer" % self.hostname)

    def wait_up(self, timeout=None):
        """Waits until it answers; False when it does not in time."""
        return self._ask("wait_up", timeout)

    def wait_down(self, timeout=None, warning_timer=None, old_boot_id=None):
        """Waits until it does not answer or has booted; False when neither came in time."""
        if old_boot_id is not None:
            try:
                if self.get_boot_id() != old_boot_id:
                    return True
            except (error.AutoservSSHTimeout, error.AutoservRunError):
                return True
        return self._ask("wait_down", timeout)

    def get_boot_id(self, timeout=60):
        """Another text after each boot; None when there is none."""
        return self._ask("boot_id") or None

    def _refuse_ourselves(self, doing):
        """Nothing may take the server down, which may be this machine under another name."""
        with open("/proc/sys/kernel/random/boot_id") as ours:
            if ours.read().strip() == self.get_boot_id():
                raise error.AutoservError(
                    "%s %s: it is the machine that autoserv runs on" % (doing, self.hostname)
                )

    def reboot(
        self,
        timeout=DEFAULT_REBOOT_TIMEOUT,
        label=LAST_BOOT_TAG,
        kernel_args=None,
        wait=True,
        fastsync=False,
        reboot_cmd=None,
    ):
        """Reboots it and waits until it is back; the status log has a group `reboot` of it.

        `label` is an entry of its boot loader, `kernel_args` are words for its command line.
        Without a label it is that of the last reboot; None is the one it boots anyway. `reboot_cmd`
        is run in place of `reboot`, by /bin/sh; with `fastsync` a sync before is not waited for.
        """
        order = ("sync & " if fastsync else "sync; ") + (reboot_cmd or _REBOOT)
        if label is self.LAST_BOOT_TAG:
            label = self.job.last_boot_tag
        else:
            self.job.last_boot_tag = label
        words = (kernel_args or "").split()
        if not wait:
            self._refuse_ourselves("rebooting")
            self._choose(label, words)
            self.run("(sleep 1\n%s\n) </dev/null >/dev/null 2>&1 &" % order)
            return
        self.reboot_setup()
        try:
            self._ask("reboot", label or "", words, self.WAIT_DOWN_REBOOT_TIMEOUT, timeout, order)
        except error.AutoservUnsupportedError:
            raise
        except error.AutoservError as raised:
            raise error.AutoservRebootError(str(raised)) from raised
        self.reboot_followup()

    def _choose(self, label, words):
        """Has an entry of the boot loader booted the next time."""
        if label or words:
            title = label or self.bootloader.get_default_title()
            if words:
                self.bootloader.add_args(title, " ".join(words))
            self.bootloader.boot_once(title)

    def reboot_setup(self, *args, **dargs):
        """Comes before a reboot; subclasses may do something here."""

    def reboot_followup(self, *args, **dargs):
        """Comes after a reboot."""

    def wait_for_restart(
        self,
        timeout=DEFAULT_REBOOT_TIMEOUT,
        down_timeout=WAIT_DOWN_REBOOT_TIMEOUT,
        down_warning=WAIT_DOWN_REBOOT_WARNING,
        log_failure=True,
        old_boot_id=None,
        **unused
    ):
        """Waits until it has gone down and is back; AutoservShutdownError, AutoservRebootError."""
        if not self.wait_down(down_timeout, old_boot_id=old_boot_id):
            self._away("did not go down", error.AutoservShutdownError, log_failure)
        if not self.wait_up(timeout):
            self._away("did not come up", error.AutoservRebootError, log_failure)

    def _away(self, words, kind, log_failure):
        words = "%s %s" % (self.hostname, words)
        if log_failure:
            self.record("ABORT", None, "reboot.verify", words)
        raise kind(words)

    def halt(self, timeout=120, wait=True):
        """Switches it off."""
        self._refuse_ourselves("switching off")
        self.run("(sleep 1; poweroff || halt) </dev/null >/dev/null 2>&1 &")
        if wait and not self.wait_down(timeout):
            raise error.AutoservShutdownError("%s did not go down" % self.hostname)

    def sysrq_reboot(self):
        """Reboots it at once, without syncing."""
        self._refuse_ourselves("rebooting")
        self.run("(sleep 1; echo b >/proc/sysrq-trigger) </dev/null >/dev/null 2>&1 &")

    def hardreset(
        self,
        timeout=DEFAULT_REBOOT_TIMEOUT,
        wait=True,
        num_attempts=1,
        halt=False,
        conmux_command=None,
    ):
        """Switches its power off and on, and waits until it is back, `num_attempts` times at most.

        With `halt` it is told before, if it listens. AutoservUnsupportedError when the lab does not
        say how; nothing has happened to it then. `conmux_command` means nothing: the lab says how.
        """
        self._ask("power_known")
        self.reboot_setup()
        if halt:
            try:
                self.halt()
            except error.AutoservError as deaf:
                logging.warning("%s is switched off without its knowing: %s", self.hostname, deaf)
        for left in reversed(range(max(1, num_attempts))):
            try:
                self._ask("power_cycle", bool(wait), timeout)
                break
            except error.AutoservError:
                if not left:
                    raise
        if wait:
            self.reboot_followup()

    # The client.

    def install_client(self):
        """Installs or updates the client."""
        self._ask("install_client")

    def run_client_control(self, text, timeout=None, disconnect_timeout=None):
        """Runs a client control file; whether no test failed.

        The machine may be away for `disconnect_timeout` seconds, else for what the lab says.
        """
        state = self.job.client_state()
        return self._ask("run_control", text, timeout, state, disconnect_timeout)

    def run_test(self, test_name, **dargs):
        """Runs one client test; whether it did not fail."""
        words = [repr(test_name)] + ["%s=%r" % item for item in sorted(dargs.items())]
        return self.run_client_control("job.run_test(%s)\n" % ", ".join(words))

    # Records.

    def record(self, *args, **dargs):
        """Writes an entry into the status log."""
        self.job.record(*args, **dargs)

    def log_kernel(self):
        """Notes the kernel."""
        self.job.record("INFO", None, None, "", {"kernel": self.get_kernel_ver()})

    def log_reboot(self, reboot_func):
        """Calls a function that reboots, in a group `reboot`."""
        self.job.run_reboot(reboot_func, self.get_kernel_ver)

    # What other things do by themselves here.

    def setup(self):
        """Nothing has to be set up."""

    def job_start(self):
        """Nothing has to be started."""

    def start_loggers(self):
        """Logs are collected by autoserv."""

    def stop_loggers(self):
        """Logs are collected by autoserv."""

    def clear_known_hosts(self):
        """Keys of machines are kept."""

    def close(self):
        """Removes what `get_tmp_dir` made elsewhere than in /tmp; the rest ends with the job."""
        for directory in list(self.tmp_dirs):
            self.delete_tmp_dir(directory)
        self.job.hosts.discard(self)

    def install(self, installable):
        """Installs something that knows how: calls its `install` with this machine."""
        installable.install(self)

    def install_kernel(self, source, config="", patches=(), label="autotest", kernel_args="", default=False):
        """Has a client build or unpack a kernel, install it, and tell the boot loader.

        `source` is a release, a URL, or a file or directory here. AutotestRunError when it fails;
        the status log says which step.
        """
        words = kernel_args.split() if isinstance(kernel_args, str) else list(kernel_args or ())
        self._ask("install_kernel", source, config, list(patches), label, words, bool(default))

    @property
    def bootloader(self):
        """What it boots next, see `bootloader.HostBootloader`."""
        return bootloader.HostBootloader(self)

    def machine_install(self, *args, **dargs):
        """AutoservUnsupportedError: this lab does not install machines from control files."""
        raise error.AutoservUnsupportedError("installing %s: there is no install server" % self.hostname)


def _with_result(late, command, timeout):
    """The error of a command that did not end in time, with a result that has no exit status."""
    if len(late.args) != 3:
        return late
    words, stdout, stderr = late.args
    return error.AutoservRunError(words, CmdResult(command, stdout, stderr, None, timeout))


# As the classes were called that a host of the original was made of.
SSHHost = RemoteHost = SiteHost = AbstractSSHHost = Host
