"""Machines of the job, and others that the lab allows: `hosts.create_host(machine)`."""

import logging

from autotest.client.shared import error
from autotest.server.hosts.background import AsyncJob
from autotest.server.hosts.remote import (
    DEFAULT_REBOOT_TIMEOUT,
    Host,
    RemoteHost,
    SiteHost,
    SSHHost,
)

# What the original took besides, and what there is in its place.
_INSTEAD = {
    "follow_paths": "logs of the kernel and of the system are collected by themselves",
    "pattern_paths": "what a console is searched for is the same in each lab",
    "netconsole": "the lab's file of machines names it as a console",
    "user": "it stands in the machine's name or in the lab's ssh configuration",
    "port": "it stands in the machine's name or in the lab's ssh configuration",
    "password": "keys are used",
}
# What the original had for those that nobody says.
_STANDARD = {"user": "root", "port": "22"}


def create_host(hostname, auto_monitor=True, **others):
    """A machine of the job, or another that the lab allows. ValueError for another name.

    What a console says is read where the lab names one, whatever `auto_monitor` says. Other words
    mean nothing, and the log says so; but another user or port than those of the machine is
    refused: AutoservUnsupportedError.
    """
    others.pop("initialize", None)
    host = Host(hostname)
    for name, value in others.items():
        if not value:
            continue
        words = "creating %s with %s: %s" % (hostname, name, _INSTEAD.get(name, "it means nothing"))
        # What stands in the name went over what was given, in the original too.
        if name in _STANDARD and str(value) != _STANDARD[name] and not host._named[name]:
            raise error.AutoservUnsupportedError(words)
        logging.warning("%s", words)
    return host


class factory(object):
    """Where `create_host` was in the original."""

    create_host = staticmethod(create_host)
