"""What old sources import first to find the other modules; here they are found anyway."""

from autotest.legacy import imports

imports.install()
