"""What the oldest sources call to find the other modules; here they are found anyway."""

import importlib

from autotest.legacy import imports


def import_module(module, from_where):
    """A module of a directory or package."""
    return importlib.import_module("%s.%s" % (from_where, module) if from_where else module)


def setup(base_path=None, root_module_name=""):
    """Does nothing but have the old names found."""
    imports.install()
