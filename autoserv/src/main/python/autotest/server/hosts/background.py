"""Commands that run on a machine while the control file goes on."""

import time

from autotest.client.shared import error
from autotest.client.shared.utils import CmdResult


class AsyncJob(object):
    """One such command. Its results tell how long it took until somebody saw its end, in seconds."""

    def __init__(self, call, hostname, command, full):
        """Starts `full`, which is `command` with what belongs around it."""
        self._call = call
        self.command = command
        self._begun = time.monotonic()
        self._took = None
        self._number = call("command.start", hostname, full)

    def is_running(self):
        """Whether it still runs."""
        running = self._call("command.look", self._number)["running"]
        if not running:
            self._over()
        return running

    def _over(self):
        if self._took is None:
            self._took = time.monotonic() - self._begun

    def get_stdout(self):
        """Its standard output so far."""
        return self._call("command.look", self._number)["stdout"]

    def get_stderr(self):
        """Its error output so far."""
        return self._call("command.look", self._number)["stderr"]

    def wait_for(self, timeout=None):
        """Waits for its end; AutoservRunError, and it is killed, when it takes longer."""
        ended = self._call("command.wait", self._number, timeout)
        if ended is None:
            result = self.kill_func()
            raise error.AutoservRunError(
                "running '%s': no end in %s s" % (self.command, timeout), result
            )
        return self._result(ended)

    def kill_func(self):
        """Kills it; how it ended."""
        return self._result(self._call("command.kill", self._number))

    kill = cleanup = kill_func

    def _result(self, ended):
        self._over()
        return CmdResult(
            self.command, ended["stdout"], ended["stderr"], ended["exit_status"], self._took
        )
