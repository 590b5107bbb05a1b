"""`rpm_kernel.RPMKernel`: a kernel in a package of rpm."""

from autotest.server import kernels


class RPMKernel(kernels.Package):
    """See `kernels.Kernel`."""

    _contents = ("rpm", "-qlp")
    _initrd = "/boot/initramfs-%s.img"
