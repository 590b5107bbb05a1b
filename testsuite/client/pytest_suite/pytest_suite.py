"""Runs tests of pytest, each of which becomes a sub-result."""

import os
import re

from autotest.client import test, utils
from autotest.client.shared import error

# What pytest exits with: all passed, some failed, none were selected.
_PASSED, _FAILED, _NONE = 0, 1, 5


class pytest_suite(test.test):
    """One run of pytest in each iteration."""

    version = 1

    def initialize(self, path=None, select="", limit=600):
        self._path = path or os.path.join(self.bindir, "src")
        if not os.path.exists(self._path):
            raise error.TestError("path must be there, is %r" % self._path)
        if not re.match(r"[1-9]\d{0,6}$", str(limit)):
            raise error.TestError("limit must be a whole number from 1, is %r" % limit)
        self._limit = int(limit)
        self._select = ["-k", select] if select else []
        self.needs("pytest", debian="python3-pytest", fedora="python3-pytest")

    def run_once(self):
        report = os.path.join(self.resultsdir, "sub-results.%d.xml" % self.iteration)
        result = utils.run(
            "pytest -p no:cacheprovider --junitxml='%s'" % report,
            args=self._select + [self._path],
            timeout=self._limit,
            ignore_status=True,
            stdout_tee=utils.TEE_TO_LOGS,
        )
        if result.exit_status == _NONE:
            raise error.TestError("pytest found no test in %s" % self._path)
        if result.exit_status not in (_PASSED, _FAILED):
            raise error.CmdError(result.command, result, "pytest itself had a problem")
        counts = self.read_sub_results(report)
        self.assert_(counts["total"] > 0, "the report of pytest has no test")
        self.write_perf_keyval(
            {"elapsed": round(result.duration, 3)}, units="s", better="lower"
        )
