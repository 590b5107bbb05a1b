"""Facts about this machine: processor, kernel, libraries, memory, kernel modules."""

import glob
import logging
import os
import re
import socket

from autotest.client.shared import error
from autotest.helpers import commands, files


def count_cpus():
    """Processors that are online."""
    return os.sysconf("SC_NPROCESSORS_ONLN")


def count_total_cpus():
    """Processors that the kernel knows, online or not."""
    return os.sysconf("SC_NPROCESSORS_CONF")


def get_cpu_info():
    """The lines of /proc/cpuinfo."""
    return files.read_file("/proc/cpuinfo").splitlines()


def get_cpu_vendor_name():
    """`amd`, `intel` or `power`, from /proc/cpuinfo; '' for another."""
    info = files.read_file("/proc/cpuinfo")
    for word, name in (("AuthenticAMD", "amd"), ("GenuineIntel", "intel"), ("POWER", "power")):
        if word in info:
            return name
    return ""


get_cpu_vendor = get_cpu_vendor_name


def cpu_has_flags(flags):
    """True when the processor has all these flags (a list, or one)."""
    wanted = [flags] if isinstance(flags, str) else flags
    found = set()
    for line in get_cpu_info():
        if line.lower().startswith(("flags", "features")):
            found.update(line.partition(":")[2].split())
    return all(flag in found for flag in wanted)


def get_current_kernel_arch():
    """The machine name of the kernel, such as x86_64."""
    return os.uname().machine


_FAMILIES = (
    ("i386", r"^i[3-6]86$"),
    ("power", r"^(ppc|power)"),
    ("s390", r"^s390"),
    ("ia64", r"^ia64"),
    ("arm", r"^arm"),
)


def get_cpu_arch():
    """The processor family: x86_64, i386, power, s390, ia64, arm, or the machine name."""
    machine = get_current_kernel_arch()
    for name, pattern in _FAMILIES:
        if re.match(pattern, machine):
            return name
    return machine


_VENDORS = (
    ("/etc/SuSE-release", "SUSE"),
    ("/etc/fedora-release", "Fedora Core"),
    ("/etc/redhat-release", "Red Hat"),
    ("/etc/debian_version", "Debian"),
    ("/etc/gentoo-release", "Gentoo"),
)


def get_os_vendor():
    """Who made this system: `Ubuntu`, `Debian`, `Red Hat`, …, or `Unknown`."""
    if os.path.exists("/etc/lsb-release") and files.grep("DISTRIB_ID=Ubuntu", "/etc/lsb-release"):
        return "Ubuntu"
    for path, name in _VENDORS:
        if os.path.exists(path):
            return name
    return "Unknown"


def running_os_release():
    """The release of the running kernel."""
    return os.uname().release


def running_os_full_version():
    """The version text of the running kernel."""
    return os.uname().version


def running_os_ident():
    """Release and version of the running kernel, as `release::version`."""
    return "%s::%s" % (running_os_release(), running_os_full_version())


def running_config():
    """The path of the running kernel's configuration, or None."""
    release = running_os_release()
    for path in (
        "/proc/config.gz",
        "/boot/config-%s" % release,
        "/lib/modules/%s/build/.config" % release,
    ):
        if os.path.isfile(path):
            return path
    return None


def check_for_kernel_feature(feature):
    """The value (`y`, `m`, …) of a CONFIG_ name in the running kernel; ValueError without one."""
    config = running_config()
    if not config:
        raise TypeError("checking for kernel feature %s: no kernel config found" % feature)
    return feature_value(config, feature)


def feature_value(config, feature):
    """The value of a CONFIG_ name in a kernel's configuration file; ValueError without one."""
    name = feature if feature.startswith("CONFIG_") else "CONFIG_" + feature
    with files.open_text(config) as source:
        for line in source:
            if line.startswith(name + "="):
                return line.partition("=")[2].strip()
    raise ValueError("the kernel has no feature %s: %s does not set it" % (feature, config))


def check_kernel_ver(ver):
    """TestError when the running kernel is older than `ver`."""
    if compare_versions(running_os_release().partition("-")[0], ver) < 0:
        raise error.TestError(
            "Kernel too old (%s). Kernel > %s is needed." % (running_os_release(), ver)
        )


def check_glibc_ver(ver):
    """TestError when the C library is older than `ver`."""
    found = os.confstr("CS_GNU_LIBC_VERSION").split()[-1]
    if compare_versions(found, ver) < 0:
        raise error.TestError("Glibc too old (%s). Glibc >= %s is needed." % (found, ver))


def compare_versions(ver1, ver2):
    """-1, 0 or 1 as the first dotted version is lower than, equal to or above the second.

    Parts that are numbers are compared as numbers; a version that only has more parts is higher.
    """
    first, second = (
        [_version_part(part) for part in re.split(r"[.-]", version)] for version in (ver1, ver2)
    )
    return (first > second) - (first < second)


def _version_part(part):
    return (1, int(part), "") if part.isdigit() else (0, 0, part)


def get_hostname():
    """The name of this machine."""
    return os.uname().nodename


def get_unused_port():
    """A TCP port that nobody used a moment ago."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("", 0))
        return probe.getsockname()[1]


def ip_to_long(ip):
    """An IPv4 address as a number."""
    return int.from_bytes(socket.inet_aton(ip), "big")


def long_to_ip(number):
    """A number as an IPv4 address."""
    return socket.inet_ntoa(number.to_bytes(4, "big"))


def _modules():
    """The list of loaded modules; an empty one for a kernel without modules."""
    return open("/proc/modules" if os.path.exists("/proc/modules") else os.devnull)


def module_is_loaded(module_name):
    """True when a kernel module is loaded."""
    return module_name.replace("-", "_") in get_loaded_modules()


def get_loaded_modules():
    """The names of the loaded kernel modules."""
    with _modules() as source:
        return [line.split()[0] for line in source]


def loaded_module_info(module_name):
    """Name, size, number of users and submodules of a loaded module; {} when it is not loaded."""
    wanted = module_name.replace("-", "_")
    with _modules() as source:
        for line in source:
            words = line.split()
            if words[0] == wanted:
                users = [name for name in words[3].split(",") if name not in ("", "-")]
                return {
                    "name": words[0],
                    "size": int(words[1]),
                    "used": int(words[2]),
                    "submodules": users,
                }
    return {}


def get_submodules(module_name):
    """The loaded modules that use a module, those that use them included."""
    found = []
    for name in loaded_module_info(module_name).get("submodules", []):
        found += [name] + get_submodules(name)
    return found


def load_module(module_name):
    """Loads a kernel module; False when it was loaded before."""
    if module_is_loaded(module_name):
        return False
    commands.system("modprobe %s" % commands.sh_quote_word(module_name))
    return True


def unload_module(module_name):
    """Unloads a kernel module and, before it, those that use it; nothing when it is not loaded."""
    info = loaded_module_info(module_name)
    if not info:
        logging.debug("Module %s is not loaded", module_name)
        return
    for user in info["submodules"]:
        unload_module(user)
    commands.system("rmmod %s" % commands.sh_quote_word(info["name"]))


def drop_caches():
    """Writes out dirty pages and empties the page cache; needs root."""
    os.sync()
    files.write_one_line("/proc/sys/vm/drop_caches", "3")


def get_disks():
    """The block devices of this machine, without loop and memory disks."""
    names = sorted(os.path.basename(path) for path in glob.glob("/sys/block/*"))
    return [name for name in names if not name.startswith(("loop", "ram", "zram"))]


def ping_default_gateway():
    """0 when the default gateway answers a ping."""
    route = commands.system_output("ip route show default", ignore_status=True).split()
    if "via" not in route:
        return 1
    gateway = route[route.index("via") + 1]
    return commands.system("ping -c 5 -i 0.2 %s" % gateway, ignore_status=True)


__all__ = [
    "check_for_kernel_feature",
    "check_glibc_ver",
    "check_kernel_ver",
    "compare_versions",
    "count_cpus",
    "count_total_cpus",
    "cpu_has_flags",
    "drop_caches",
    "get_cpu_arch",
    "get_cpu_info",
    "get_cpu_vendor",
    "get_cpu_vendor_name",
    "get_current_kernel_arch",
    "get_disks",
    "get_hostname",
    "get_loaded_modules",
    "get_os_vendor",
    "get_submodules",
    "get_unused_port",
    "ip_to_long",
    "load_module",
    "loaded_module_info",
    "long_to_ip",
    "module_is_loaded",
    "ping_default_gateway",
    "running_config",
    "running_os_full_version",
    "running_os_ident",
    "running_os_release",
    "unload_module",
]
