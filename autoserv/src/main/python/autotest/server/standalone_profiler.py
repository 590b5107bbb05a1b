"""`standalone_profiler.generate_test`, which is refused in words."""

from autotest.client.shared import error


def generate_test(*args, **dargs):
    """AutoservUnsupportedError: `job.profilers` does what it was for."""
    raise error.AutoservUnsupportedError(
        "standalone_profiler.generate_test: job.profilers.start(test) and stop(test) run profilers on"
        " all machines, beside whatever the control file does meanwhile"
    )
