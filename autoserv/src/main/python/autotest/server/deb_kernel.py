"""`deb_kernel.DEBKernel`, which is refused in words."""

from autotest.server import kernels


class DEBKernel(kernels.Kernel):
    """See `kernels.Kernel`."""
