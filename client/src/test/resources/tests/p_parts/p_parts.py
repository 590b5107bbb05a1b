"""Tells of its parts, and leaves a report of JUnit for whoever looks."""

import os

from autotest.client import test
from autotest.client.shared import error


class p_parts(test.test):
    version = 1

    def run_once(self, status="GOOD"):
        self.job.sub_result("one", "GOOD", seconds=0.5)
        self.sub_result("two", status, "first line\nsecond line")
        for wrong in ("RUNNING", "good"):
            try:
                self.sub_result("three", wrong)
            except ValueError:
                pass
            else:
                raise error.TestFail("%s was taken for a status" % wrong)
        with open(os.path.join(self.resultsdir, "sub-results-junit.xml"), "w") as report:
            report.write(
                "<testsuites><testsuite name='s'><testcase classname='c.D' name='e' time='2'/>"
                "</testsuite></testsuites>"
            )
        with open("own.xml", "w") as report:
            report.write("<testsuite name='s'><testcase name='f'><skipped/></testcase></testsuite>")
        counts = self.read_sub_results("own.xml")
        if counts["skipped"] != 1 or counts["problems"]:
            raise error.TestFail("own.xml: %s" % counts)
