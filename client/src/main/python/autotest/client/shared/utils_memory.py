"""Memory of this machine, in kB unless said otherwise."""

import glob
import re

from autotest.helpers import commands, facts, files
from autotest.helpers.machine import freememtotal, memtotal, read_from_meminfo, rounded_memtotal


def read_from_vmstat(key):
    """A value of /proc/vmstat."""
    with open("/proc/vmstat") as source:
        for line in source:
            words = line.split()
            if words[0] == key:
                return int(words[1])
    raise ValueError("reading /proc/vmstat: no %s in it" % key)


def read_from_smaps(pid, key):
    """The sum of a value over all mappings of a process, in kB."""
    text = files.read_file("/proc/%s/smaps" % pid)
    return sum(int(value) for value in re.findall(r"^%s:\s+(\d+)" % re.escape(key), text, re.M))


def read_from_numa_maps(pid, key):
    """The sum of `key=N` over all mappings of a process, in pages."""
    text = files.read_file("/proc/%s/numa_maps" % pid)
    return sum(int(value) for value in re.findall(r"\b%s=(\d+)" % re.escape(key), text))


def get_huge_page_size():
    """The size of a huge page, in kB."""
    return read_from_meminfo("Hugepagesize")


def get_num_huge_pages():
    """Huge pages the kernel keeps now."""
    return read_from_meminfo("HugePages_Total")


def get_num_huge_pages_free():
    """Huge pages that nobody uses."""
    return read_from_meminfo("HugePages_Free")


def set_num_huge_pages(num):
    """Asks the kernel to keep this many huge pages; needs root."""
    commands.system("/sbin/sysctl vm.nr_hugepages=%d" % num)


def numa_nodes():
    """The paths of the NUMA nodes in /sys."""
    return sorted(glob.glob("/sys/devices/system/node/node[0-9]*"))


def drop_caches():
    """Empties the page cache; needs root."""
    facts.drop_caches()
