"""TCP throughput between two machines, with iperf3."""

import json
import re
import time

from autotest.client.shared import error
from autotest.server import hosts, test


class network_stream(test.test):
    version = 1

    def initialize(self, server, client):
        self.server, self.client = hosts.create_host(server), hosts.create_host(client)
        self.iperf = None
        for host in (self.server, self.client):
            if host.run("command -v iperf3", ignore_status=True).exit_status != 0:
                raise error.TestNAError(
                    "%s has no iperf3: install iperf3 (Debian and Fedora)" % host.hostname
                )

    def run_once(self, seconds=5, port=5201, address=None):
        self.iperf = self.server.run_async("iperf3 -s -1 -p %d" % port)
        self._await_listening(port)
        result = self.client.run(
            "iperf3 -J -t %d -p %d -c %s" % (seconds, port, address or self.server.hostname),
            timeout=seconds + 60,
        )
        received = json.loads(result.stdout)["end"]["sum_received"]
        self.write_perf_keyval(
            {"throughput": received["bits_per_second"] / 8e6}, units="MB/s", better="higher"
        )

    def _await_listening(self, port):
        pattern = re.compile(":%04X 0+:0000 0A" % port)
        for _ in range(100):
            if not self.iperf.is_running():
                raise error.TestError("iperf3 -s ended: " + self.iperf.get_stderr())
            tables = self.server.run("cat /proc/net/tcp /proc/net/tcp6", ignore_status=True)
            if pattern.search(tables.stdout):
                return
            time.sleep(0.1)
        raise error.TestError("iperf3 does not listen on port %d" % port)

    def cleanup(self):
        if self.iperf is not None:
            self.iperf.kill()
