"""Settings and parts of the machine that fewer tests ask for than for those in `facts`."""

import glob
import logging
import os
import re
import socket
import struct

from autotest.client.shared import error
from autotest.helpers import commands, facts, files


def sysctl(key, value=None):
    """A setting below /proc/sys, as text, after setting it when a value is given."""
    path = os.path.join("/proc/sys", key)
    if value is not None:
        files.write_one_line(path, str(value))
    return files.read_one_line(path)


def sysctl_kernel(key, value=None):
    """A setting below /proc/sys/kernel, as a number, after setting it when a value is given."""
    return int(sysctl(os.path.join("kernel", key), value))


def print_to_tty(string):
    """Shows a line on the terminal of whoever runs the client, if there is one."""
    try:
        files.open_write_close("/dev/tty", string + "\n")
    except OSError as nobody:
        logging.info("%s (%s)", string, nobody)


def dump_object(object):
    """Prints the attributes of an object."""
    for name in sorted(dir(object)):
        print("%s: %r" % (name, getattr(object, name, None)))


def _number_list(text):
    """The numbers of a list of the kernel: `0-3,8`."""
    found = []
    for part in text.strip().split(","):
        first, _, last = part.partition("-")
        if first:
            found += range(int(first), int(last or first) + 1)
    return found


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
    step = 1 << (max(slack, 1) - 1).bit_length()
    return (total + step - 1) // step * step


def cpu_online_map():
    """The numbers of the processors that are online, as texts."""
    return [str(n) for n in _number_list(files.read_file("/sys/devices/system/cpu/online"))]


def numa_nodes():
    """The numbers of the NUMA nodes."""
    names = glob.glob("/sys/devices/system/node/node[0-9]*")
    return sorted(int(re.sub(r".*node(\d+)", r"\1", name)) for name in names)


def node_size():
    """Bytes of memory of one NUMA node, when all have the same."""
    total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return total // max(len(numa_nodes()), 1)


def get_num_logical_cpus_per_socket(run_function=commands.run):
    """Processors, threads included, of one socket; TestError when sockets differ."""
    info = run_function("cat /proc/cpuinfo").stdout
    sockets = [int(number) for number in re.findall(r"^physical id\s*:\s*(\d+)$", info, re.M)]
    counts = {sockets.count(number) for number in set(sockets)}
    if len(counts) > 1:
        raise error.TestError("counting processors: sockets differ: %s" % sorted(counts))
    return counts.pop() if counts else facts.count_cpus()


def get_arch(run_function=commands.run):
    """The machine name of the kernel where commands are run by `run_function`."""
    return run_function("/bin/uname -m").stdout.rstrip()


def get_file_arch(filename):
    """The processor family of an ELF file: x86_64, i386, power, arm, aarch64, s390; None for others."""
    with open(filename, "rb") as source:
        head = source.read(20)
    if head[:4] != b"\x7fELF":
        return None
    number = struct.unpack("<H" if head[5:6] == b"\x01" else ">H", head[18:20])[0]
    families = {3: "i386", 20: "power", 21: "power", 22: "s390", 40: "arm", 50: "ia64"}
    families.update({62: "x86_64", 183: "aarch64", 243: "riscv"})
    return families.get(number)


def get_cpu_family():
    """The family number of the processor; TestError where /proc/cpuinfo has none."""
    found = re.search(r"^cpu family\s*:\s*(\d+)", files.read_file("/proc/cpuinfo"), re.M)
    if not found:
        raise error.TestError("reading /proc/cpuinfo: no cpu family in it")
    return int(found.group(1))


def get_cpu_stat(key):
    """The numbers of a line of /proc/stat, such as `cpu0`, as texts."""
    found = re.search(r"^%s\s+(.*)$" % re.escape(key), files.read_file("/proc/stat"), re.M)
    return found.group(1).split() if found else []


def get_uptime():
    """Seconds since the machine booted."""
    return float(files.read_one_line("/proc/uptime").split()[0])


def get_hwclock_seconds(utc=True):
    """The hardware clock, in seconds; OSError where there is none."""
    shown = files.read_one_line("/sys/class/rtc/rtc0/since_epoch")
    return float(shown)


def set_wake_alarm(alarm_time):
    """Has the hardware clock wake the machine at this time, in seconds since 1970."""
    path = "/sys/class/rtc/rtc0/wakealarm"
    files.write_one_line(path, "0")
    files.write_one_line(path, str(int(alarm_time)))


def set_power_state(state):
    """Puts the machine into a state of /sys/power/state."""
    files.write_one_line("/sys/power/state", state)


def standby():
    """Puts the machine into standby."""
    set_power_state("standby")


def suspend_to_ram():
    """Suspends the machine to memory."""
    set_power_state("mem")


def suspend_to_disk():
    """Suspends the machine to disk."""
    set_power_state("disk")


def suspend(how, seconds):
    """Suspends the machine with `how()` (such as `suspend_to_ram`) and wakes it `seconds` later."""
    set_wake_alarm(get_hwclock_seconds() + seconds)
    how()


def get_systemmap():
    """The path of the running kernel's System.map, or None."""
    release = facts.running_os_release()
    return _first("/boot/System.map-%s" % release, "/lib/modules/%s/build/System.map" % release)


def get_vmlinux():
    """The path of the running kernel with its symbols, or None."""
    release = facts.running_os_release()
    return _first(
        "/boot/vmlinux-%s" % release,
        "/lib/modules/%s/build/vmlinux" % release,
        "/usr/lib/debug/lib/modules/%s/vmlinux" % release,
        "/usr/lib/debug/boot/vmlinux-%s" % release,
    )


def get_modules_dir():
    """The directory of the running kernel's modules."""
    return "/lib/modules/%s/" % facts.running_os_release()


def _first(*paths):
    return next((path for path in paths if os.path.isfile(path)), None)


def where_art_thy_filehandles():
    """Prints the files that this process has open."""
    for number in sorted(os.listdir("/proc/self/fd"), key=int):
        try:
            print("%s -> %s" % (number, os.readlink("/proc/self/fd/" + number)))
        except OSError:
            continue


def locate(pattern, root=None):
    """The files below a directory whose names match a pattern of the shell, one after the other."""
    import fnmatch

    for path, _, names in os.walk(os.path.abspath(root or os.curdir)):
        for name in fnmatch.filter(names, pattern):
            yield os.path.join(path, name)


def get_full_pci_id(pci_id):
    """The long form of a PCI address, `0000:00:02.0`; TestError when there is no such device."""
    for name in sorted(os.listdir("/sys/bus/pci/devices")):
        if name.endswith(pci_id):
            return name
    raise error.TestError("looking for a PCI device: there is no %s" % pci_id)


def create_subnet_mask(bits):
    """The number of an IPv4 mask with this many leading ones."""
    return (1 << 32) - (1 << 32 - bits)


def format_ip_with_mask(ip, mask_bits):
    """`10.1.2.0/24` for an address and the length of its mask."""
    masked = facts.ip_to_long(ip) & create_subnet_mask(mask_bits)
    return "%s/%s" % (facts.long_to_ip(masked), mask_bits)


def normalize_hostname(alias):
    """The full name of a host, by way of its address."""
    return socket.gethostbyaddr(socket.gethostbyname(alias))[0]


def get_ip_local_port_range():
    """The first and the last of the ports the kernel gives away by itself."""
    first, last = files.read_one_line("/proc/sys/net/ipv4/ip_local_port_range").split()
    return int(first), int(last)


def set_ip_local_port_range(lower, upper):
    """Sets the ports the kernel gives away by itself; needs root."""
    files.write_one_line("/proc/sys/net/ipv4/ip_local_port_range", "%d %d" % (lower, upper))


def is_port_free(port, address="localhost"):
    """True when nobody listens on a TCP port (local), or answers there (elsewhere)."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if address == "localhost":
            try:
                probe.bind((address, port))
            except OSError:
                return False
            return True
        probe.settimeout(1)
        return probe.connect_ex((address, port)) != 0


def find_free_port(start_port, end_port, address="localhost"):
    """The first free TCP port of a range, its end excluded; None when there is none."""
    return next((p for p in range(start_port, end_port) if is_port_free(p, address)), None)


def find_free_ports(start_port, end_port, count, address="localhost"):
    """The first `count` free TCP ports of a range, or as many as there are."""
    found = []
    for port in range(start_port, end_port):
        if len(found) >= count:
            break
        if is_port_free(port, address):
            found.append(port)
    return found


def send_email(mail_from, mail_to, subject, body):
    """Sends mail through the mail server of this machine; what goes wrong is only logged.

    `mail_to` is a list, or one text with commas.
    """
    import email.message
    import smtplib

    message = email.message.EmailMessage()
    message["From"] = mail_from
    message["To"] = mail_to if isinstance(mail_to, str) else ", ".join(mail_to)
    message["Subject"] = subject
    message.set_content(body)
    try:
        with smtplib.SMTP("localhost", timeout=30) as server:
            server.send_message(message)
    except OSError as failure:
        logging.warning("sending mail to %s: %s", message["To"], failure)


__all__ = [
    name for name, value in list(globals().items())
    if name[0] != "_" and getattr(value, "__module__", None) == __name__
]
