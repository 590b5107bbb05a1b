"""`test.test`: what a client test derives from."""

import os

from autotest.client.shared import test as shared_test
from autotest.client.shared.test import Subtest, subtest_fatal, subtest_nocleanup


class test(shared_test.base_test):
    """A test of the machine it runs on."""

    def runsubtest(self, url, *args, **dargs):
        """Runs another test below the directory of this one; True when it ended GOOD."""
        master = os.path.relpath(self.outputdir, self.job.resultdir)
        return self.job.run_test(url, master_testpath=master, *args, **dargs)

    def configure_crash_handler(self):
        """Core dumps are collected by the harness, if at all; kept for tests that call it."""

    def crash_handler_report(self):
        """Kept like `configure_crash_handler`."""
