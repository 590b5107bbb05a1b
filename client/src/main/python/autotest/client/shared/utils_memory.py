"""Memory of this machine, in kB unless said otherwise."""

import glob
import math
import re

from autotest.helpers import commands, facts, files


def read_from_meminfo(key):
    """A value of /proc/meminfo; ValueError for a name that it does not have."""
    with open("/proc/meminfo") as source:
        for line in source:
            name, _, value = line.partition(":")
            if name == key:
                return int(value.split()[0])
    raise ValueError("reading /proc/meminfo: no %s in it" % key)


def memtotal():
    """Memory that the kernel has to give, in kB."""
    return read_from_meminfo("MemTotal")


def freememtotal():
    """Memory that nobody uses, in kB."""
    return read_from_meminfo("MemFree")


def rounded_memtotal():
    """Memory as it was bought, in kB: the total, rounded up to a plausible module size."""
    total = memtotal()
    slack = total * 5 // 100
    step = 2 ** max(0, math.ceil(math.log2(max(slack, 1))))
    return (total + step - 1) // step * step


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
