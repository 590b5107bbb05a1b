"""Measures input and output with fio, which tells its results as JSON."""

import json
import os
import re

from autotest.client import test, utils
from autotest.client.shared import error

_PATTERNS = ("read", "write", "randread", "randwrite", "rw", "randrw")


class fio(test.test):
    """One run of fio in each iteration."""

    version = 1

    def initialize(
        self,
        rw="randrw",
        seconds=10,
        size="64M",
        block_size="4k",
        depth=1,
        jobs=1,
        engine="psync",
        direct=False,
        verify=False,
        directory=None,
    ):
        if rw not in _PATTERNS:
            raise error.TestError("rw must be one of %s, is %r" % (", ".join(_PATTERNS), rw))
        for name, value in (("size", size), ("block_size", block_size)):
            if not re.match(r"[1-9]\d*[kKmMgG]?$", str(value)):
                raise error.TestError("%s must be a size such as 64M, is %r" % (name, value))
        if not re.match(r"[a-z_0-9]+$", engine):
            raise error.TestError("engine must be the name of an ioengine, is %r" % engine)
        directory = directory or self.tmpdir
        if not os.path.isdir(directory):
            raise error.TestError("directory must be there, is %r" % directory)
        self._file = os.path.join(directory, "fio.%d" % os.getpid())
        self._options = {
            "name": "fio",
            "filename": self._file,
            "rw": rw,
            "runtime": _whole("seconds", seconds),
            "size": size,
            "bs": block_size,
            "iodepth": _whole("depth", depth),
            "numjobs": _whole("jobs", jobs),
            "ioengine": engine,
            "direct": int(_truth("direct", direct)),
        }
        if _truth("verify", verify):
            self._options.update(verify="crc32c", verify_fatal=1)
        else:
            self._options.update(time_based=1)
        self.needs("fio", debian="fio", fedora="fio")

    def run_once(self):
        report = os.path.join(self.resultsdir, "fio.%d.json" % self.iteration)
        options = ["--%s=%s" % item for item in self._options.items()]
        limit = self._options["runtime"] * 2 + 300
        utils.run(
            "fio --output-format=json --group_reporting --output='%s'" % report,
            args=options,
            timeout=limit,
        )
        with open(report) as text:
            # Warnings may stand before the JSON.
            job = json.loads(text.read().partition("{\n")[2].join(["{\n", ""]))["jobs"][0]
        self._write(job)

    def cleanup(self):
        if os.path.exists(self._file):
            os.remove(self._file)

    def _write(self, job):
        values, units, better = {}, {}, {}
        for way in ("read", "write"):
            told = job[way]
            if not told["total_ios"]:
                continue
            latency = told["clat_ns"]
            for name, value, unit, good in (
                ("bandwidth", told["bw_bytes"] / 1048576.0, "MiB/s", "higher"),
                ("iops", told["iops"], "1/s", "higher"),
                ("latency_mean", latency["mean"] / 1000.0, "us", "lower"),
                ("latency_p99", latency["percentile"]["99.000000"] / 1000.0, "us", "lower"),
            ):
                key = "%s_%s" % (way, name)
                values[key], units[key], better[key] = round(value, 3), unit, good
        if not values:
            raise error.TestError("fio did nothing in the time that it had")
        self.write_perf_keyval(values, units=units, better=better)


def _whole(name, value):
    if not re.match(r"[1-9]\d{0,8}$", str(value)):
        raise error.TestError("%s must be a whole number from 1, is %r" % (name, value))
    return int(value)


def _truth(name, value):
    words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
    if str(value).lower() not in words:
        raise error.TestError("%s must be True or False, is %r" % (name, value))
    return words[str(value).lower()]
