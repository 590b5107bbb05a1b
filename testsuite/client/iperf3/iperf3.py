"""Measures the network between two hosts, or within one, with iperf3."""

import json
import logging
import os
import re
import socket

from autotest.client import test, utils
from autotest.client.shared import error

_PORT = 5201


class iperf3(test.test):
    """The server, the client, or both."""

    version = 1

    def initialize(
        self, seconds=5, streams=1, udp=0, server=None, client=None, host=None, port=_PORT, wait=300
    ):
        self._seconds = _whole("seconds", seconds)
        self._streams = _whole("streams", streams)
        self._udp = _whole("udp", udp, least=0)
        self._port = _whole("port", port)
        self._wait = _whole("wait", wait)
        if self._port > 65535:
            raise error.TestError("port must be 1 to 65535, is %r" % port)
        told = [name for name in (server, client, host) if name]
        if told and (len(told) < 3 or server == client or host not in (server, client)):
            raise error.TestError(
                "server and client must be two names and host one of them, are %r, %r, %r"
                % (server, client, host)
            )
        self._server, self._client, self._host = server, client, host
        self.needs("iperf3", debian="iperf3", fedora="iperf3")

    def run_once(self):
        if not self._host:
            self._port = _free_port()
            with _Server(self._port):
                self._measure("127.0.0.1")
        elif self._host == self._server:
            with _Server(self._port):
                self._meet("begin")
                self._meet("end")
        else:
            self._meet("begin")
            self._measure(self._server.partition("#")[0])
            self._meet("end")

    def _meet(self, moment):
        tag = "iperf3-%s-%d" % (moment, self.iteration)
        limit = self._wait + (self._seconds * 2 if moment == "end" else 0)
        self.job.barrier(self._host, tag, limit).rendezvous(self._server, self._client)

    def _measure(self, address):
        report = os.path.join(self.resultsdir, "iperf3.%d.json" % self.iteration)
        command = "iperf3 --json --client %s --port %d --time %d --parallel %d" % (
            address,
            self._port,
            self._seconds,
            self._streams,
        )
        if self._udp:
            command += " --udp --bandwidth %dM" % self._udp
        result = utils.run(command, timeout=self._seconds * 2 + 60, ignore_status=True)
        with open(report, "w") as file:
            file.write(result.stdout)
        try:
            told = json.loads(result.stdout)
        except ValueError:
            raise error.CmdError(command, result, "it printed no JSON")
        if "error" in told:
            raise error.TestFail("%s: %s" % (command, told["error"]))
        self._write(told["end"])

    def _write(self, end):
        if self._udp:
            values = {
                "sent": (end["sum"]["bits_per_second"] / 1e6, "Mbit/s", "higher"),
                "lost": (end["sum"]["lost_percent"], "%", "lower"),
            }
        else:
            sent, received = end["sum_sent"], end["sum_received"]
            values = {
                "sent": (sent["bits_per_second"] / 1e6, "Mbit/s", "higher"),
                "received": (received["bits_per_second"] / 1e6, "Mbit/s", "higher"),
            }
            if "retransmits" in sent:
                values["retransmits"] = (sent["retransmits"], "1", "lower")
        self.write_perf_keyval(
            {name: round(value[0], 3) for name, value in values.items()},
            units={name: value[1] for name, value in values.items()},
            better={name: value[2] for name, value in values.items()},
        )


class _Server(object):
    """iperf3 as a server, for the time of a `with` block."""

    def __init__(self, port):
        self._port = port

    def __enter__(self):
        self._job = utils.BgJob("exec iperf3 --server --port %d" % self._port)
        if not utils.wait_for(self._listens, 30, step=0.05):
            raise error.TestError("iperf3 --server --port %d does not listen" % self._port)
        return self

    def __exit__(self, *exception):
        utils.nuke_subprocess(self._job.sp)
        utils.join_bg_jobs([self._job])

    def _listens(self):
        """Told by the kernel's tables: a connection would count as a client."""
        wanted = ":%04X 0" % self._port
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            with open(table) as lines:
                if any(wanted in line and " 0A " in line for line in lines):
                    return True
        if self._job.sp.poll() is not None:
            utils.join_bg_jobs([self._job])
            raise error.TestError("iperf3 --server ended: %s" % self._job.result.stderr.strip())
        return False


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    logging.info("port %d", port)
    return port


def _whole(name, value, least=1):
    if not re.match(r"\d{1,8}$", str(value)) or int(value) < least:
        raise error.TestError("%s must be a whole number from %d, is %r" % (name, least, value))
    return int(value)
