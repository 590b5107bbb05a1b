"""What a machine can be asked about itself and its files."""

import os
import re
import shlex


class Facts(object):
    """The questions among the methods of a host, which has `run`."""

    def run_output(self, command, *args, **dargs):
        """Its standard output, without blanks at its ends."""
        return self.run(command, *args, **dargs).stdout.strip()

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

    def _good(self, script):
        return self.run(script, timeout=60, ignore_status=True).exit_status == 0
