"""`git_kernel.GitKernel`, which is refused in words."""

from autotest.server import kernels


class GitKernel(kernels.Kernel):
    """See `kernels.Kernel`."""
