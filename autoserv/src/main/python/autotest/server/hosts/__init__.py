"""Machines of the job: `hosts.create_host(machine)`."""

from autotest.client.shared import error
from autotest.server.hosts.background import AsyncJob
from autotest.server.hosts.remote import DEFAULT_REBOOT_TIMEOUT, Host

# As the classes were called that a host of the original was made of.
SSHHost = RemoteHost = SiteHost = Host


# What the original took besides, and where that is said here.
_ELSEWHERE = {
    "follow_paths": "logs of the kernel and of the system are collected by themselves",
    "pattern_paths": "what a console is searched for is the same in each lab",
    "netconsole": "the lab's file of machines names it as a console",
    "user": "it stands in the machine's name or in the lab's ssh configuration",
    "port": "it stands in the machine's name or in the lab's ssh configuration",
    "password": "keys are used",
}


def create_host(hostname, auto_monitor=True, **others):
    """A machine of the job. ValueError for another name.

    What a console says is read where the lab names one, whatever `auto_monitor` says. Other words
    of the original are refused unless they ask for nothing: AutoservUnsupportedError; words that
    it did not have are a TypeError.
    """
    others.pop("initialize", None)
    for name, value in others.items():
        if name not in _ELSEWHERE:
            raise TypeError("create_host() takes no '%s'" % name)
        if value:
            raise error.AutoservUnsupportedError(
                "creating %s with %s: %s" % (hostname, name, _ELSEWHERE[name])
            )
    return Host(hostname)


class factory(object):
    """Where `create_host` was in the original."""

    create_host = staticmethod(create_host)
