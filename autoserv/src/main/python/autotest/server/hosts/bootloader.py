"""The boot loader of a machine: `host.bootloader.get_titles()`."""

from autotest.client.shared import boottool


class HostBootloader(boottool.boottool):
    """What clients have as `job.bootloader`; each question is one to a client on the machine."""

    def __init__(self, host):
        self._host = host

    def _call(self, name, *args):
        return self._host._ask("boot_loader", name, *args)

    def get_architecture(self):
        """The architecture of the machine."""
        return self._host.get_arch()
