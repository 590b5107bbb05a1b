"""Commands that run on a machine while the control file goes on."""

from autotest.client.shared import error
from autotest.client.shared.utils import CmdResult


class AsyncJob(object):
    """One such command."""

    def __init__(self, call, hostname, command):
        self._call = call
        self.command = command
        self._number = call("command.start", hostname, command)

    def is_running(self):
        """Whether it still runs."""
        return self._call("command.look", self._number)["running"]

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
        return CmdResult(self.command, ended["stdout"], ended["stderr"], ended["exit_status"])
