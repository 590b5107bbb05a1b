"""This machine, with the methods that machines have for control files of the server."""

import os
import shlex

from autotest.client.shared.hosts import facts
from autotest.helpers import commands


class LocalHost(facts.Facts):
    """The one in `job.hosts`. Commands run here, as `utils.run` runs them."""

    def __init__(self, hostname=None, bootloader=None, job=None):
        self.hostname = self.ip = hostname or os.uname().nodename
        self.job = job
        self.env = {}
        self._bootloader = bootloader

    @property
    def bootloader(self):
        """The boot loader of this machine: that of the job."""
        return self._bootloader or self.job.bootloader

    def run(
        self,
        command,
        timeout=3600,
        ignore_status=False,
        stdout_tee=None,
        stderr_tee=None,
        connect_timeout=None,
        options="",
        stdin=None,
        verbose=True,
        args=(),
    ):
        """Runs a shell command; CmdError unless it exits with 0 in time."""
        exports = ["export %s=%s\n" % (n, shlex.quote(str(v))) for n, v in self.env.items()]
        return commands.run(
            "".join(exports) + command,
            timeout=timeout,
            ignore_status=ignore_status,
            stdout_tee=stdout_tee,
            stderr_tee=stderr_tee,
            verbose=verbose,
            stdin=stdin,
            args=args,
        )

    def is_up(self):
        """True: somebody runs this."""
        return True

    def wait_up(self, timeout=None):
        """True at once."""
        return True

    def reboot(self, tag=None):
        """Reboots it and pauses the job; see `job.reboot`."""
        self.job.reboot(tag) if tag else self.job.reboot()

    def close(self):
        """Nothing has to be closed."""
