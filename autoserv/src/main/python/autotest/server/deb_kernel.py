"""`deb_kernel.DEBKernel`: a kernel in a package of Debian."""

import os
import shlex

from autotest.server import kernels


class DEBKernel(kernels.Package):
    """See `kernels.Kernel`."""

    _contents = ("dpkg-deb", "--contents")
    _initrd = "/boot/initrd.img-%s"

    def extract(self, host):
        """Unpacks it into a temporary directory of a machine; the directory."""
        there = host.get_tmp_dir()
        host.send_file(self._place(), there + "/")
        package = "%s/%s" % (there, os.path.basename(self._place()))
        host.run("dpkg-deb -x %s %s/content" % (shlex.quote(package), there))
        return there + "/content"
