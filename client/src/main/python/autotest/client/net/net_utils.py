"""Network interfaces of this machine: their addresses, state, speed and counters.

What changes something needs root; `ip` (iproute2) does it, `ethtool` where that is the only way.
"""

import logging
import os
import re
import time

from autotest.client.shared import error
from autotest.helpers import commands, files

_SYS = "/sys/class/net"


class network_utils(object):
    """The network of the machine as a whole."""

    def _service(self, verb, ignore_status):
        for name in ("NetworkManager", "systemd-networkd", "networking", "network"):
            result = commands.run("systemctl is-enabled -q %s" % name, ignore_status=True)
            if result.exit_status == 0:
                return commands.system("systemctl %s %s" % (verb, name), ignore_status=ignore_status)
        raise error.TestError("%sing the network: no service that does it is enabled" % verb)

    def reset(self, ignore_status=False):
        """Restarts the network."""
        return self._service("restart", ignore_status)

    def start(self, ignore_status=False):
        """Starts the network."""
        return self._service("start", ignore_status)

    def stop(self, ignore_status=False):
        """Stops the network."""
        return self._service("stop", ignore_status)

    def list(self):
        """The names of all interfaces."""
        return sorted(os.listdir(_SYS))

    def get_ip_local(self, query_ip, netmask="24"):
        """The address of this machine in the network of an address, or None."""
        shown = commands.system_output("ip -4 -o addr show", ignore_status=True)
        wanted = _network(query_ip, int(netmask))
        for address in re.findall(r"inet (\d+\.\d+\.\d+\.\d+)", shown):
            if _network(address, int(netmask)) == wanted:
                return address
        return None

    def disable_ip_local_loopback(self, ignore_status=False):
        """Lets packets between addresses of this machine leave it."""
        commands.system("ip rule del pref 0", ignore_status=ignore_status)
        commands.system("ip rule add pref 10 lookup local", ignore_status=ignore_status)

    def enable_ip_local_loopback(self, ignore_status=False):
        """Undoes `disable_ip_local_loopback`."""
        commands.system("ip rule add pref 0 lookup local", ignore_status=ignore_status)
        commands.system("ip rule del pref 10", ignore_status=ignore_status)

    def process_mpstat(self, mpstat_out, sample_count, loud=True):
        """The columns of `mpstat` output, averaged over its samples, as (name, average) pairs."""
        rows = [line.split() for line in mpstat_out.splitlines() if " all " in line + " "]
        heads = [line.split() for line in mpstat_out.splitlines() if "%idle" in line]
        if not rows or not heads:
            raise error.TestError("reading mpstat: no sample in its output")
        names = [word for word in heads[0] if word.startswith("%")]
        samples = [[float(w) for w in row[-len(names) :]] for row in rows if row[0] != "Average:"]
        samples = samples[:sample_count]
        averages = [(n, sum(c) / len(c)) for n, c in zip(names, zip(*samples))]
        if loud:
            logging.info("mpstat: %s", averages)
        return averages


def network():
    """The network of the machine."""
    return network_utils()


def _network(address, bits):
    number = 0
    for part in address.split("."):
        number = number << 8 | int(part)
    return number >> 32 - bits if bits else 0


class network_interface(object):
    """One interface, such as `eth0`."""

    def __init__(self, name):
        self._name = name
        if not os.path.isdir(os.path.join(_SYS, name)):
            raise error.TestError("looking for network interface %s: there is none" % name)

    def _read(self, name, default=""):
        try:
            return files.read_one_line(os.path.join(_SYS, self._name, name))
        except OSError:
            return default

    def get_name(self):
        """Its name."""
        return self._name

    def parse_ethtool(self, field, match, option="", next_field=""):
        """The part of `ethtool` output behind a field that matches a regular expression, or None."""
        shown = commands.system_output(
            "ethtool %s %s" % (option, self._name), ignore_status=True
        )
        found = re.search(r"%s.*?(%s)" % (re.escape(field), match), shown, re.S)
        return found.group(1) if found else None

    def get_stats(self):
        """Its counters: {"rx_bytes": …, "tx_packets": …, …}."""
        directory = os.path.join(_SYS, self._name, "statistics")
        return {n: int(files.read_one_line(os.path.join(directory, n))) for n in os.listdir(directory)}

    def get_stats_diff(self, orig_stats):
        """How much its counters have grown since `get_stats` gave those."""
        stats = self.get_stats()
        return {name: stats[name] - orig_stats.get(name, 0) for name in stats}

    def get_speed(self):
        """Its speed, in Mbit/s; TestError where it has none."""
        speed = self._read("speed", "-1")
        if int(speed or -1) <= 0:
            raise error.TestError("reading the speed of %s: it has none now" % self._name)
        return int(speed)

    def is_full_duplex(self):
        """True when it sends and receives at the same time."""
        return self._read("duplex") == "full"

    def get_driver(self):
        """The name of its driver, or None."""
        path = os.path.join(_SYS, self._name, "device", "driver")
        return os.path.basename(os.path.realpath(path)) if os.path.exists(path) else None

    def get_carrier(self):
        """'1' when a cable with something at its other end is in it."""
        return self._read("carrier", "0")

    def get_hwaddr(self):
        """Its hardware address."""
        return self._read("address")

    def set_hwaddr(self, hwaddr):
        """Sets its hardware address."""
        self.down()
        commands.system("ip link set dev %s address %s" % (self._name, hwaddr))
        self.up()

    def get_ipaddr(self):
        """Its IPv4 address, 0.0.0.0 without one."""
        shown = commands.system_output("ip -4 -o addr show dev %s" % self._name)
        found = re.search(r"inet (\d+\.\d+\.\d+\.\d+)", shown)
        return found.group(1) if found else "0.0.0.0"

    def set_ipaddr(self, ipaddr):
        """Sets its IPv4 address, such as 10.0.0.1/24."""
        commands.system("ip addr replace %s dev %s" % (ipaddr, self._name))

    def is_down(self):
        """True when it is switched off."""
        return not int(self._read("flags", "0x0"), 16) & 1

    def up(self):
        """Switches it on."""
        commands.system("ip link set dev %s up" % self._name)

    def down(self):
        """Switches it off."""
        commands.system("ip link set dev %s down" % self._name)

    def wait_for_carrier(self, timeout=60):
        """Waits for a carrier; TestError when there is none in time (seconds)."""
        deadline = time.monotonic() + timeout
        while self.get_carrier() != "1":
            if time.monotonic() >= deadline:
                raise error.TestError("waiting for a carrier on %s: none in %d s"
                                      % (self._name, timeout))
            time.sleep(0.2)

    def enable_promisc(self):
        """Takes in packets that are for others."""
        commands.system("ip link set dev %s promisc on" % self._name)

    def disable_promisc(self):
        """Takes in packets for this machine only."""
        commands.system("ip link set dev %s promisc off" % self._name)


def netif(name):
    """An interface by its name."""
    return network_interface(name)


def ethernet_packet_fields(packet):
    """(destination, source, type) of the bytes of an Ethernet packet, as hexadecimal texts."""
    return packet[:6].hex(":"), packet[6:12].hex(":"), packet[12:14].hex()


def __getattr__(name):
    raise AttributeError("autotest.client.net.net_utils.%s is gone: see docs/reference/python.md" % name)
