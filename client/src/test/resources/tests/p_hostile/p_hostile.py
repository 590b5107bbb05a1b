"""The hostile program inside of a Python test."""

import os
import runpy

from autotest.client import test


class p_hostile(test.test):
    version = 1

    def run_once(self, mark, seed, ending):
        program = os.path.join(self.bindir, "..", "hostile", "hostile")
        os.environ["AUTOTEST_TMP_DIR"] = self.tmpdir
        os.environ["AUTOTEST_RESULTS_DIR"] = self.resultsdir
        # The mark has to stand in the command line of what is forked, and this one's is fixed.
        command = "exec -a %s sleep 1000 &" % mark
        os.spawnlp(os.P_NOWAIT, "bash", "bash", "-c", command)
        runpy.run_path(program)["main"](mark, seed, ending)
