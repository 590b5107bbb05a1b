"""Sleeps, to prove that tests written in Python work."""

import logging
import time

from autotest.client import test
from autotest.client.shared import error


class pysleeptest(test.test):
    """Sleeps a number of seconds; FAIL when the clock says that it was less."""

    version = 1

    def initialize(self, seconds=1):
        if float(seconds) < 0:
            raise error.TestError("seconds is %s, which is in the past" % seconds)
        self.slept = 0.0

    def run_once(self, seconds=1):
        logging.info("sleeping %s s", seconds)
        started = time.monotonic()
        time.sleep(float(seconds))
        self.slept = time.monotonic() - started
        if self.slept < float(seconds):
            raise error.TestFail("slept %.6f s, which is less than %s" % (self.slept, seconds))

    def postprocess_iteration(self):
        self.write_perf_keyval(
            {"seconds_slept": round(self.slept, 6)}, units="s", better="lower"
        )
