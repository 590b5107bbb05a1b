"""Services of this machine: systemd, or the scripts of SysV init."""

import os

from autotest.helpers import commands

_VERBS = ("start", "stop", "restart", "reload", "status")


def _has_systemd():
    return os.path.isdir("/run/systemd/system")


class ServiceManager(object):
    """Starts, stops and asks after services by name: `start("sshd")`, `status("sshd")`, …

    A call gives True when it succeeded; `status` is True for a running service, False for another,
    None for one that does not exist.
    """

    def __init__(self, run=commands.run, systemd=None):
        self._run = run
        self._systemd = _has_systemd() if systemd is None else systemd

    def _line(self, verb, name):
        word = commands.sh_quote_word(name)
        return "systemctl %s %s" % (verb, word) if self._systemd else "service %s %s" % (word, verb)

    def _call(self, verb, name):
        return self._run(self._line(verb, name), ignore_status=True).exit_status

    def start(self, name):
        """Starts a service."""
        return self._call("start", name) == 0

    def stop(self, name):
        """Stops a service."""
        return self._call("stop", name) == 0

    def restart(self, name):
        """Starts a service anew."""
        return self._call("restart", name) == 0

    def reload(self, name):
        """Has a service read its settings again."""
        return self._call("reload", name) == 0

    def status(self, name):
        """Whether a service runs."""
        return {0: True, 4: None}.get(self._call("status", name), False)

    def enable(self, name):
        """Has a service started at each boot."""
        return self._at_boot(name, "enable", "on")

    def disable(self, name):
        """Has a service not started at boot any more."""
        return self._at_boot(name, "disable", "off")

    def _at_boot(self, name, verb, word):
        line = self._line(verb, name)
        if not self._systemd:
            line = "chkconfig %s %s" % (commands.sh_quote_word(name), word)
        return self._run(line, ignore_status=True).exit_status == 0


class SpecificServiceManager(object):
    """The same for one service: `start()`, `status()`, …"""

    def __init__(self, service_name, run=commands.run):
        self._manager = ServiceManager(run)
        self._name = service_name

    def __getattr__(self, verb):
        method = getattr(self._manager, verb)
        return lambda: method(self._name)


def ServiceManagerFactory(run=commands.run):
    """A ServiceManager for this machine."""
    return ServiceManager(run)


def SpecificServiceManagerFactory(service_name, run=commands.run):
    """A manager of one service."""
    return SpecificServiceManager(service_name, run)


def service_manager(run=commands.run):
    """A ServiceManager for this machine."""
    return ServiceManager(run)
