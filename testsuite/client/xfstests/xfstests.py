"""Runs xfstests, whose report in JUnit's format holds the sub-results."""

import os
import re

from autotest.client import test, utils
from autotest.client.shared import error


# What `check` prints of a test: `generic/001 3s ...  4s`, `generic/003 [not run] no reflink`.
_TOLD = re.compile(r"([a-z0-9_-]+/\d{3,4})(?:\s+\d+s \.\.\.)?\s*(.*)$")

_REASON_LINES = 6


class xfstests(test.test):
    """One run of `check` in each iteration."""

    version = 1

    def initialize(
        self,
        directory="/var/lib/xfstests",
        fs="ext4",
        tests="-g quick",
        test_device=None,
        scratch_device=None,
        loop_megabytes=1024,
        limit=7200,
    ):
        self._loops = []
        if not re.match(r"[a-z0-9]+$", fs):
            raise error.TestError("fs must be the name of a file system, is %r" % fs)
        if not re.match(r"[\w ./-]+$", tests):
            raise error.TestError("tests must be groups and names of tests, is %r" % tests)
        if bool(test_device) != bool(scratch_device) or (test_device and test_device == scratch_device):
            raise error.TestError(
                "test_device and scratch_device must be two devices, or none; are %r, %r"
                % (test_device, scratch_device)
            )
        self._limit = _whole("limit", limit)
        megabytes = _whole("loop_megabytes", loop_megabytes)
        self._directory, self._fs, self._tests = directory, fs, tests
        if not os.access(os.path.join(directory, "check"), os.X_OK):
            raise error.TestNAError(
                "there is no xfstests in %s; neither Debian nor Fedora has a package: build it from "
                "git.kernel.org/pub/scm/fs/xfs/xfstests-dev.git, or give directory=" % directory
            )
        if os.geteuid() != 0:
            raise error.TestNAError("xfstests needs root")
        self.needs("mkfs." + fs, debian=fs + "progs or e2fsprogs", fedora=fs + "progs or e2fsprogs")
        if test_device:
            self._devices = [test_device, scratch_device]
        else:
            self.needs("losetup", debian="mount", fedora="util-linux")
            self._devices = [self._loop(name, megabytes) for name in ("test", "scratch")]
        utils.run("mkfs.%s '%s'" % (fs, self._devices[0]))

    def _loop(self, name, megabytes):
        path = os.path.join(self.tmpdir, name + ".img")
        with open(path, "wb") as image:
            image.truncate(megabytes << 20)
        device = utils.run("losetup --find --show '%s'" % path).stdout.strip()
        self._loops.append(device)
        return device

    def run_once(self):
        results = os.path.join(self.resultsdir, "check.%d" % self.iteration)
        places = [os.path.join(self.tmpdir, name) for name in ("test", "scratch")]
        for place in places + [results]:
            os.makedirs(place, exist_ok=True)
        settings = "FSTYP=%s TEST_DEV='%s' SCRATCH_DEV='%s' TEST_DIR='%s' SCRATCH_MNT='%s'" % tuple(
            [self._fs] + self._devices + places
        )
        command = "cd '%s' && %s RESULT_BASE='%s' ./check -R xunit %s" % (
            self._directory,
            settings,
            results,
            self._tests,
        )
        try:
            result = utils.run(
                command,
                timeout=self._limit,
                ignore_status=True,
                stdout_tee=utils.TEE_TO_LOGS,
                stderr_tee=utils.TEE_TO_LOGS,
            )
        except error.CmdError as late:
            self._tell(late.result_obj.stdout)
            raise error.TestError("xfstests did not end in %d s (limit=)" % self._limit)
        report = os.path.join(results, "result.xml")
        if not _is_whole(report):
            self._tell(result.stdout)
            raise error.CmdError(result.command, result, "it left no report, or half of one")
        counts = self.read_sub_results(report)
        self.assert_(counts["total"] > 0, "no test was run: %s" % self._tests)
        if result.exit_status and not counts["failed"]:
            raise error.CmdError(result.command, result, "it failed, though no test did")
        self.write_perf_keyval(
            {"elapsed": round(result.duration, 3)}, units="s", better="lower"
        )

    def _tell(self, output):
        """Sub-results out of what was printed, where there is no report."""
        told = []
        for line in output.splitlines():
            found = _TOLD.match(line)
            if found:
                told.append((found.group(1), [found.group(2).strip()]))
            elif told and line.startswith(" "):
                told[-1][1].append(line.strip())
        for name, words in told:
            status, seconds = _judged(words[0])
            reason = "" if status == "GOOD" else "\n".join(words[:_REASON_LINES]) or "it did not end"
            self.sub_result(name, status, reason, seconds)

    def cleanup(self):
        for device in self._loops:
            utils.system("umount '%s'" % device, ignore_status=True)
            utils.run("losetup --detach '%s'" % device)


def _judged(words):
    """(status, seconds or None)"""
    if re.match(r"\d+s$", words):
        return "GOOD", int(words[:-1])
    if words.startswith(("[not run]", "[expunged]")):
        return "TEST_NA", None
    return ("FAIL" if words else "ERROR"), None


def _is_whole(report):
    if not os.path.exists(report):
        return False
    with open(report, errors="replace") as text:
        return re.search(r"</testsuites?>\s*$", text.read()) is not None


def _whole(name, value):
    if not re.match(r"[1-9]\d{0,8}$", str(value)):
        raise error.TestError("%s must be a whole number from 1, is %r" % (name, value))
    return int(value)
