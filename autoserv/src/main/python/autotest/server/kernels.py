"""Kernels that control files of the server bring to machines.

`kernel = deb_kernel.DEBKernel(); kernel.get("linux.deb"); host.install(kernel); host.reboot()`: a
client on the machine installs it, and tells the boot loader. The next reboot boots it.
"""

import os
import subprocess

from autotest.client.shared import error


def here(place):
    """A file or directory here by its whole path, anything else as it is.

    AutoservError for a path that can be nothing else, and is not there.
    """
    place = str(place)
    if os.path.exists(place):
        return os.path.abspath(place)
    if place.startswith(("/", "./", "../")):
        raise error.AutoservError("looking for %s: it is not there" % place)
    return place


class Kernel(object):
    """A kernel of any kind: a release, a file or a directory here, or a URL."""

    def __init__(self):
        self.source_material = None
        self._config = ""
        self._patches = []

    def get(self, location):
        """Says which it is. ValueError for nothing, AutoservError for what is not there."""
        if not location:
            raise ValueError("getting a kernel: no place is given")
        here(location)
        self.source_material = location

    def _place(self):
        if self.source_material is None:
            raise error.AutoservError("installing a kernel: get(location) has not been called")
        return here(self.source_material)

    def install(self, host, label="autotest", default=False, kernel_args="", **unused):
        """Installs it on a machine, as an entry `label` of its boot loader.

        The machine boots it the next time, with `default` from then on.
        """
        host.install_kernel(
            self._place(), self._config, self._patches, label, kernel_args, default
        )


class Package(Kernel):
    """A kernel in a package. What is in it the programs of the package manager say, here."""

    _contents = ()
    _initrd = ""

    def get_image_name(self):
        """The path of the kernel. AutoservError when none is in the package."""
        listing = self._run(self._contents)
        for line in listing.splitlines():
            path = "/" + line.split()[-1].lstrip("./") if line.split() else ""
            if path.startswith("/boot/vmlinuz-"):
                return path
        raise error.AutoservError("looking into %s: no kernel is in it" % self._place())

    def get_version(self):
        """Its version, as it will name itself."""
        return self.get_image_name()[len("/boot/vmlinuz-"):]

    def get_initrd_name(self):
        """The path that its first file system will have."""
        return self._initrd % self.get_version()

    def _run(self, words):
        try:
            ended = subprocess.run(
                list(words) + [self._place()],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                universal_newlines=True, timeout=600,
            )
        except (OSError, subprocess.TimeoutExpired) as failure:
            raise error.AutoservError("looking into %s: %s" % (self._place(), failure))
        if ended.returncode:
            words = (ended.stderr or ended.stdout).strip()[-400:]
            raise error.AutoservError("looking into %s: %s" % (self._place(), words))
        return ended.stdout
