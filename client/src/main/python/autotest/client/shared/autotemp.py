"""Temporary files and directories that go with the object that holds them."""

import os
import shutil
import tempfile as _tempfile


class tempfile(object):
    """A temporary file: `name` is its path, `fd` (or `fo`, with `text`) is open for writing."""

    def __init__(self, unique_id, suffix="", prefix="", dir=None, text=False):
        prefix = "%s%s-" % (prefix, unique_id)
        self.fd, self.name = _tempfile.mkstemp(suffix, prefix, dir, text)
        self.fo = os.fdopen(self.fd, "w+" if text else "w+b")

    def clean(self):
        """Removes it."""
        if self.fo is not None:
            self.fo.close()
            self.fo = None
        if self.name and os.path.exists(self.name):
            os.remove(self.name)
        self.name = None

    def __del__(self):
        self.clean()


class tempdir(object):
    """A temporary directory: `name` is its path."""

    def __init__(self, suffix="", unique_id="", prefix="", dir=None):
        self.name = _tempfile.mkdtemp(suffix, "%s%s-" % (prefix, unique_id), dir)

    def clean(self):
        """Removes it with all that is in it."""
        if self.name and os.path.exists(self.name):
            shutil.rmtree(self.name)
        self.name = None

    def __del__(self):
        self.clean()


class dummy_dir(object):
    """A directory that stays, where others take a `tempdir`."""

    def __init__(self, path):
        self.name = path

    def clean(self):
        """Does nothing."""
