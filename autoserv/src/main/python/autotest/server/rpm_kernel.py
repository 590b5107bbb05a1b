"""`rpm_kernel.RPMKernel`, which is refused in words."""

from autotest.server import kernels


class RPMKernel(kernels.Kernel):
    """See `kernels.Kernel`."""
