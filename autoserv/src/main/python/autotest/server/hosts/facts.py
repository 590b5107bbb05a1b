"""What a machine can be asked about itself and its files."""

import os
import re
import shlex
import urllib.parse

from autotest.client.shared import error


class Facts(object):
    """The questions among the methods of a host."""

    def get_num_cpu(self):
        """Processors that are online."""
        return int(self.run_output("nproc 2>/dev/null || grep -c ^processor /proc/cpuinfo"))

    def get_arch(self):
        """As `uname -m` says it; i386 for all 32-bit x86."""
        return re.sub(r"i\d86$", "i386", self.run_output("uname -m"))

    def get_kernel_ver(self):
        """As `uname -r` says it."""
        return self.run_output("uname -r")

    def get_cmdline(self):
        """The command line of the running kernel."""
        return self.run_output("cat /proc/cmdline")

    def get_meminfo(self):
        """The lines of /proc/meminfo as a dictionary: `{"MemTotal": "16384 kB"}`."""
        lines = (line.partition(":") for line in self.run_output("cat /proc/meminfo").splitlines())
        return {name.strip(): value.strip() for name, _, value in lines}

    def check_uptime(self):
        """Seconds since it booted, as text."""
        return self.run_output("cat /proc/uptime").split()[0]

    def path_exists(self, path):
        """Whether there is a file or a directory of that name."""
        return self._good("[ -e %s ]" % shlex.quote(path))

    def list_files_glob(self, glob):
        """The files that a shell pattern fits."""
        script = "for f in %s; do [ -e \"$f\" ] && printf '%%s\\n' \"$f\"; done; :"
        return self.run(script % glob).stdout.splitlines()

    def symlink_closure(self, paths):
        """The paths, and those that links among them lead to."""
        found = []
        left = list(paths)
        while left:
            path = left.pop(0)
            if path in found or not self.path_exists(path):
                continue
            found.append(path)
            target = self.run("readlink -- %s" % shlex.quote(path), ignore_status=True)
            if target.exit_status == 0:
                left.append(os.path.join(os.path.dirname(path), target.stdout.rstrip("\n")))
        return found

    def erase_dir_contents(self, path, ignore_status=True, timeout=3600):
        """Empties a directory."""
        script = "find %s -mindepth 1 -maxdepth 1 -exec rm -rf -- {} +" % shlex.quote(path)
        self.run(script, timeout=timeout, ignore_status=ignore_status)

    def check_diskspace(self, path, gb):
        """AutoservDiskFullHostError when less than `gb` thousand million bytes are free."""
        free = self.run_output("df -Pk %s | tail -n 1" % shlex.quote(path)).split()[3]
        free_gb = int(free) * 1024 / 1e9
        if free_gb < gb:
            raise error.AutoservDiskFullHostError(path, gb, free_gb)

    def check_partitions(self, root_part, filter_func=None):
        """AutoservHostError when a file system other than that of the root is mounted twice."""
        seen = set()
        for line in self.run_output("cat /proc/mounts").splitlines():
            device = line.split()[0]
            if not device.startswith("/dev/") or device == root_part:
                continue
            if (filter_func is None or filter_func(device)) and device in seen:
                raise error.AutoservHostError("%s is mounted twice" % device)
            seen.add(device)

    def get_autodir(self):
        """Where the client is; AutoservError when it is not installed."""
        for directory in ("/usr/local/autotest", "/home/autotest", "$HOME/autotest"):
            found = self.run("cd %s/versions 2>/dev/null && cd .. && pwd" % directory, ignore_status=True)
            if found.exit_status == 0:
                return found.stdout.strip()
        raise error.AutoservError("looking for the client on %s: it is not installed" % self.hostname)

    def get_platform_label(self):
        """The platform that the lab says the machine is; None when it says none."""
        return self._keyvals().get("platform")

    def get_all_labels(self):
        """The labels of the machine in the lab."""
        labels = self._keyvals().get("labels", "")
        return [urllib.parse.unquote(label) for label in labels.split(",") if label]

    def _keyvals(self):
        from autotest.server import utils

        directory = self.job.resultdir
        for place in (directory, os.path.dirname(directory)):
            path = os.path.join(place, "host_keyvals", self.hostname)
            if os.path.exists(path):
                return utils.read_keyval(path)
        return {}

    def _good(self, script):
        return self.run(script, timeout=60, ignore_status=True).exit_status == 0
