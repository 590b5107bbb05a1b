"""The old name of the package `autotest`: `autotest_lib.client.bin` and all below it."""

import sys

import autotest
from autotest.legacy import imports

imports.install()
sys.modules[__name__] = autotest
