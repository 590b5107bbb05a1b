"""`source_kernel.SourceKernel`: a kernel that a machine builds."""

from autotest.client.shared import error
from autotest.server import kernels


class SourceKernel(kernels.Kernel):
    """A release such as `6.1.55`, a tarball, or a directory of sources."""

    def __init__(self, k):
        super(SourceKernel, self).__init__()
        self.get(k)

    def configure(self, config_file):
        """Configures it by a file: a path here, or a URL."""
        self._config = kernels.here(config_file)

    def patch(self, patch_file):
        """Adds a patch: a path here, or a URL."""
        self._patches.append(kernels.here(patch_file))

    def build(self, host=None):
        """Kept for jobs that call it: `install` builds, on the machine."""

    def get_version(self):
        """AutoservUnsupportedError: the version is known on the machine that built it."""
        raise error.AutoservUnsupportedError(
            "asking for the version of %s: host.get_kernel_ver() tells it after the reboot"
            % self.source_material
        )
