"""What is logged and printed while something works in a directory of its own."""

import contextlib
import os
import sys
import tempfile


@contextlib.contextmanager
def kept(job, directory="", name=""):
    """Meanwhile what is logged and printed here comes into `debug/NAME.DEBUG` and so on there, too.

    What programs print that are started here counts. Without a directory the log of the results
    alone gets it: for a forked child, whose prints would go where its parent's go.
    """
    with tempfile.TemporaryDirectory(prefix="outputs-", dir=job.tmpdir) as place:
        pipes = [os.path.join(place, stream) for stream in ("stdout", "stderr")]
        for pipe in pipes:
            os.mkfifo(pipe)
        # Both ways, so that neither side waits for the other.
        held = [os.open(pipe, os.O_RDWR) for pipe in pipes]
        try:
            number = job._call("job.enter", directory, name, *pipes)
            writing = [os.open(pipe, os.O_WRONLY) for pipe in pipes]
        finally:
            _close(held)
    before = _replaced(writing)
    try:
        yield
    finally:
        _close(_replaced(before))
        job._call("job.leave", number)


def _replaced(handles):
    """Has this process print to these from now on, and closes them; what it printed to before."""
    _flush()
    before = [os.dup(1), os.dup(2)]
    for handle, number in zip(handles, (1, 2)):
        os.dup2(handle, number)
    _close(handles)
    return before


def _close(handles):
    for handle in handles:
        os.close(handle)


def _flush():
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (AttributeError, ValueError):
            continue  # What an author put there need not be a file, or be open.
