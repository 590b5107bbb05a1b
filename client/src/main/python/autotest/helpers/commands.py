"""The calls authors use most: run a command and look at its status or its output."""

import logging
import threading

from autotest import checks
from autotest.client.shared import error
from autotest.helpers.process import TEE_TO_LOGS, BgJob, CmdResult, join_bg_jobs, nuke_subprocess


def sh_escape(text):
    """Escapes backslash, dollar, double quote and backquote, for use between double quotes."""
    for character in '\\$"`':
        text = text.replace(character, "\\" + character)
    return text


def sh_quote_word(text):
    """One word for the shell, quoted so that nothing in it is special."""
    return "'" + text.replace("'", "'\\''") + "'"


def _with_args(command, args):
    if isinstance(args, str):
        raise TypeError("args of a command is a list of strings, not one string")
    return " ".join([command] + ['"%s"' % sh_escape(str(arg)) for arg in args])


def run(
    command,
    timeout=None,
    ignore_status=False,
    stdout_tee=None,
    stderr_tee=None,
    verbose=True,
    stdin=None,
    stderr_is_expected=None,
    args=(),
):
    """Runs a shell command and waits for it; returns its CmdResult.

    A status other than zero raises CmdError unless `ignore_status`. After `timeout` seconds the
    command and all its children are killed and CmdError is raised in any case. `args` are added
    to the command as quoted words.
    """
    command = _with_args(command, args)
    if not ignore_status:
        checks.count()
    if stderr_is_expected is None:
        stderr_is_expected = ignore_status
    job = BgJob(
        command, stdout_tee, stderr_tee, verbose, stdin, _stderr_level(stderr_is_expected)
    )
    join_bg_jobs([job], timeout)
    if not ignore_status and job.result.exit_status:
        raise error.CmdError(command, job.result, "Command returned non-zero exit status")
    return job.result


def _stderr_level(expected):
    return logging.DEBUG if expected else logging.ERROR


def run_bg(command):
    """Starts a command; returns its process and its BgJob's result. Deprecated: use BgJob."""
    job = BgJob(command)
    return job.sp, job.result


def run_parallel(
    commands, timeout=None, ignore_status=False, stdout_tee=None, stderr_tee=None
):
    """Starts all commands, waits for all, returns their CmdResults in order."""
    jobs = [
        BgJob(command, stdout_tee, stderr_tee, stderr_level=_stderr_level(ignore_status))
        for command in commands
    ]
    join_bg_jobs(jobs, timeout)
    if not ignore_status:
        checks.count()
    for job in jobs:
        if not ignore_status and job.result.exit_status:
            raise error.CmdError(
                job.command, job.result, "Command returned non-zero exit status"
            )
    return [job.result for job in jobs]


def system(command, timeout=None, ignore_status=False, verbose=True):
    """Runs a command with its output in the log; returns its exit status."""
    return run(
        command,
        timeout=timeout,
        ignore_status=ignore_status,
        stdout_tee=TEE_TO_LOGS,
        stderr_tee=TEE_TO_LOGS,
        verbose=verbose,
    ).exit_status


def system_parallel(commands, timeout=None, ignore_status=False):
    """Runs commands at the same time; returns their exit statuses in order."""
    results = run_parallel(
        commands, timeout, ignore_status, stdout_tee=TEE_TO_LOGS, stderr_tee=TEE_TO_LOGS
    )
    return [result.exit_status for result in results]


def system_output(
    command, timeout=None, ignore_status=False, retain_output=False, args=(), verbose=True
):
    """Runs a command; returns its stdout without one newline at the end.

    The output goes to the log too when `retain_output`.
    """
    tee = TEE_TO_LOGS if retain_output else None
    result = run(
        command,
        timeout=timeout,
        ignore_status=ignore_status,
        stdout_tee=tee,
        stderr_tee=tee,
        verbose=verbose,
        args=args,
    )
    return _chomp(result.stdout)


def system_output_parallel(
    commands, timeout=None, ignore_status=False, retain_output=False
):
    """Runs commands at the same time; returns their stdouts, without the last newline, in order."""
    tee = TEE_TO_LOGS if retain_output else None
    results = run_parallel(commands, timeout, ignore_status, stdout_tee=tee, stderr_tee=tee)
    return [_chomp(result.stdout) for result in results]


def _chomp(text):
    return text[:-1] if text.endswith("\n") else text


def get_stderr_level(stderr_is_expected):
    """The log level of a command's stderr: DEBUG when it is expected, else ERROR."""
    return _stderr_level(stderr_is_expected)


class AsyncJob(BgJob):
    """A background command whose output is read as it comes, by a thread.

    `kill_func(process)` replaces the usual way to stop it when the time is over.
    """

    def __init__(
        self,
        command,
        stdout_tee=None,
        stderr_tee=None,
        verbose=True,
        stdin=None,
        stderr_level=logging.ERROR,
        kill_func=None,
    ):
        BgJob.__init__(self, command, stdout_tee, stderr_tee, verbose, stdin, stderr_level)
        self.kill_func = kill_func or nuke_subprocess
        self._reader = threading.Thread(target=join_bg_jobs, args=([self],), daemon=True)
        self._reader.start()

    def get_stdout(self):
        """What it has written to stdout so far."""
        return self._out.text()

    def get_stderr(self):
        """What it has written to stderr so far."""
        return self._err.text()

    def cleanup(self):
        """Closes the pipes, when the reader is done with them; a command that still runs is killed."""
        if threading.current_thread() is not self._reader and self._reader.is_alive():
            self.kill_func(self.sp)
            self._reader.join()
        BgJob.cleanup(self)

    def wait_for(self, timeout=None):
        """Waits for the end, kills it after `timeout` seconds; returns its CmdResult."""
        self._reader.join(timeout)
        if self._reader.is_alive():
            logging.warning("Job %s is still running after %s seconds", self.command, timeout)
            self.kill_func(self.sp)
            self._reader.join()
        return self.result


__all__ = [
    "TEE_TO_LOGS",
    "AsyncJob",
    "BgJob",
    "CmdResult",
    "get_stderr_level",
    "join_bg_jobs",
    "run",
    "run_bg",
    "run_parallel",
    "sh_escape",
    "sh_quote_word",
    "system",
    "system_output",
    "system_output_parallel",
    "system_parallel",
]
