"""Runs a scenario of the Linux Test Project: lines `NAME COMMAND`, each of which becomes a sub-result."""

import os
import re
import time

from autotest.client import test, utils
from autotest.client.shared import error

# Bits of the exit status of a test: what it found. Nothing set is a pass.
_BITS = ((1, "FAIL"), (2, "ERROR"), (4, "WARN"), (32, "TEST_NA"))

_TELLING = re.compile(r"\bT(FAIL|BROK|WARN|CONF)\b")

_REASON_LINES = 5


class ltp(test.test):
    """Goes through the scenario once in each iteration."""

    version = 1

    def initialize(self, root="/opt/ltp", scenario="math", tests="", skip="", limit=300):
        if not re.match(r"[\w.-]+$", scenario):
            raise error.TestError("scenario must be the name of a file, is %r" % scenario)
        if not re.match(r"[1-9]\d{0,6}$", str(limit)):
            raise error.TestError("limit must be a whole number from 1, is %r" % limit)
        self._root, self._limit = root, int(limit)
        if not os.path.isdir(os.path.join(root, "runtest")):
            raise error.TestNAError(
                "there is no LTP in %s; neither Debian nor Fedora has a package: build it from "
                "github.com/linux-test-project/ltp, or give root=" % root
            )
        path = os.path.join(root, "runtest", scenario)
        if not os.path.isfile(path):
            raise error.TestError(
                "there is no scenario %s; there are %s"
                % (scenario, ", ".join(sorted(os.listdir(os.path.dirname(path)))))
            )
        self._entries = self._chosen(path, _names(tests), _names(skip))

    def _chosen(self, path, wanted, unwanted):
        with open(path) as lines:
            words = [line.split(None, 1) for line in lines if not line.lstrip().startswith("#")]
        entries = [(entry[0], entry[1].strip()) for entry in words if len(entry) == 2]
        unknown = (wanted | unwanted) - {name for name, _ in entries}
        if unknown:
            raise error.TestError("%s has no test %s" % (path, ", ".join(sorted(unknown))))
        chosen = [
            entry for entry in entries if (entry[0] in wanted or not wanted) and entry[0] not in unwanted
        ]
        if not chosen:
            raise error.TestError("%s: no test is left" % path)
        return chosen

    def run_once(self):
        begun = time.monotonic()
        for name, command in self._entries:
            self._run(name, command)
        elapsed = round(time.monotonic() - begun, 3)
        self.write_perf_keyval({"elapsed": elapsed}, units="s", better="lower")

    def _run(self, name, command):
        directories = [os.path.join(self._root, "testcases/bin"), os.path.join(self._root, "bin")]
        surroundings = "export LTPROOT='%s' TMPDIR='%s' PATH='%s':\"$PATH\"; cd \"$TMPDIR\"; " % (
            self._root,
            self.tmpdir,
            ":".join(directories),
        )
        try:
            result = utils.run(
                surroundings + command,
                timeout=self._limit,
                ignore_status=True,
                stdout_tee=utils.TEE_TO_LOGS,
                stderr_tee=utils.TEE_TO_LOGS,
            )
        except error.CmdError as late:
            self.sub_result(name, "FAIL", "not over in %d s" % self._limit, late.result_obj.duration)
            return
        status = _status(result.exit_status)
        reason = "" if status == "GOOD" else _reason(result)
        self.sub_result(name, status, reason, result.duration)


def _names(text):
    return {name.strip() for name in str(text).split(",") if name.strip()}


def _status(exit_status):
    if exit_status == 0:
        return "GOOD"
    found = [word for bit, word in _BITS if 0 < exit_status < 64 and exit_status & bit]
    # A signal, a command that is not there, or bits that mean nothing.
    return found[0] if found else "FAIL"


def _reason(result):
    lines = (result.stdout + result.stderr).splitlines()
    telling = [line.strip() for line in lines if _TELLING.search(line)] or lines[-1:]
    return "\n".join(["exit status %d" % result.exit_status] + telling[:_REASON_LINES])
