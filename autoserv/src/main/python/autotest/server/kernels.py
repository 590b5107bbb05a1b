"""Kernels in control files of the server: client control files build and boot them, with
`job.kernel`."""

from autotest.client.shared import error


class Kernel(object):
    """AutoservUnsupportedError when one is made."""

    def __init__(self, *args, **dargs):
        raise error.AutoservUnsupportedError(
            "%s: kernels are built and booted by client control files, with job.kernel"
            % type(self).__name__
        )
