"""Machines of the job: `hosts.create_host(machine)`."""

from autotest.server.hosts.background import AsyncJob
from autotest.server.hosts.remote import DEFAULT_REBOOT_TIMEOUT, Host

# As the classes were called that a host of the original was made of.
SSHHost = RemoteHost = SiteHost = Host


def create_host(hostname, auto_monitor=True, **unused):
    """A machine of the job. ValueError for another name."""
    return Host(hostname)


class factory(object):
    """Where `create_host` was in the original."""

    create_host = staticmethod(create_host)
