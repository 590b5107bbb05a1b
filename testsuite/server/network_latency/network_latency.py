"""Round trips between two machines over TCP and UDP."""

import json
import os
import time

from autotest.client.shared import error
from autotest.server import hosts, test

PROTOCOLS = ("tcp", "udp")
# Seconds for a start of Python on a busy machine, and for the rounds before the measured ones.
GRACE = 90


class network_latency(test.test):
    version = 1

    def initialize(self, server, client):
        self.server, self.client = hosts.create_host(server), hosts.create_host(client)
        self.answering = None
        for host in (self.server, self.client):
            if host.run("command -v python3", ignore_status=True).exit_status != 0:
                raise error.TestNAError(
                    "%s has no python3: install python3 (Debian and Fedora)" % host.hostname
                )

    def run_once(
        self, seconds=3, request=16, answer=16, protocols="tcp,udp", port=12867, wait=1, address=None
    ):
        _within("seconds", seconds, 0.01, 3600)
        _within("wait", wait, 0.01, 10)
        for name, value in (("request", request), ("answer", answer)):
            _within(name, value, 8, 65000)
        _within("port", port, 1, 65535)
        wanted = protocols.split(",")
        if not set(wanted) <= set(PROTOCOLS):
            raise error.TestError("protocols must be of tcp,udp, is '%s'" % protocols)
        program = os.path.join(self.bindir, "round_trips.py")
        self._answer(program, port, (seconds + GRACE) * len(wanted))
        there = self._sent(self.client, program)
        arguments = (address or self.server.hostname, port, seconds, request, answer, wait)
        measured = {}
        for protocol in wanted:
            result = self.client.run(
                "python3",
                args=(there, protocol) + arguments,
                timeout=seconds + GRACE,
                ignore_status=True,
            )
            if result.exit_status != 0:
                raise error.TestError("%s: %s" % (self.client.hostname, result.stderr.strip()[-400:]))
            for name, value in json.loads(result.stdout).items():
                measured["%s_%s" % (protocol, name)] = value
        self.write_iteration_keyval(_described(measured), measured)

    def _answer(self, program, port, seconds):
        """Starts what answers, and waits until it listens; it ends by itself when it is forgotten."""
        self.cleanup()
        there = self._sent(self.server, program)
        self.answering = self.server.run_async("python3", args=(there, "answer", port, seconds))
        end = time.time() + GRACE
        while "listening" not in self.answering.get_stdout():
            if not self.answering.is_running():
                words = self.answering.get_stderr().strip()[-400:]
                raise error.TestError("%s: %s" % (self.server.hostname, words))
            if time.time() > end:
                raise error.TestError(
                    "%s: nothing listened on port %d in %d s" % (self.server.hostname, port, GRACE)
                )
            time.sleep(0.1)

    def _sent(self, host, program):
        directory = host.get_tmp_dir()
        host.send_file(program, directory + "/")
        return os.path.join(directory, os.path.basename(program))

    def cleanup(self):
        if self.answering is not None:
            self.answering.kill()
            self.answering = None


def _within(name, value, least, most):
    if not least <= value <= most:
        raise error.TestError("%s must be %s to %s, is %s" % (name, least, most, value))


def _described(measured):
    """The unit of each measure, and which direction is good."""
    attributes = {}
    for name in measured:
        kind = name.split("_")[1]
        attributes[name + ".unit"] = {"rate": "1/s", "latency": "us", "lost": "%"}[kind]
        attributes[name + ".better"] = "higher" if kind == "rate" else "lower"
    return attributes
