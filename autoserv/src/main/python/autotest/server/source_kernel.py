"""`source_kernel.SourceKernel`, which is refused in words."""

from autotest.server import kernels


class SourceKernel(kernels.Kernel):
    """See `kernels.Kernel`."""
