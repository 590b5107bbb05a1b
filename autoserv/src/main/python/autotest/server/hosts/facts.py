"""What a machine of a lab can be asked about itself, and about its place in the lab."""

import io
import os
import shlex
import tempfile
import urllib.parse

from autotest.client.shared import error
from autotest.client.shared.hosts import facts


class Facts(facts.Facts):
    """The questions among the methods of a host."""

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

    def set_autodir(self, autodir):
        """AutoservUnsupportedError: the client has one place on each machine."""
        raise error.AutoservUnsupportedError(
            "moving the client of %s to %s: it has one place" % (self.hostname, autodir)
        )

    def get_open_func(self, use_cache=True):
        """A function that opens files there for reading: `open_func("/etc/passwd").read()`."""

        def opened(path, mode="r"):
            if mode not in ("r", "rt"):
                raise ValueError("files of %s are opened for reading only" % self.hostname)
            read = self.run("cat -- %s" % shlex.quote(path))
            if not read.cut_bytes:
                return io.StringIO(read.stdout)
            with tempfile.TemporaryDirectory() as directory:
                copy = os.path.join(directory, "copy")
                self.get_file(path, copy)
                with open(copy, encoding="utf-8", errors="surrogateescape") as file:
                    return io.StringIO(file.read())

        return opened

    def disable_ipfilters(self):
        """Lets all packets of IPv4 in and out; `enable_ipfilters` takes that back.

        The rules are kept on the server, for the time of the job.
        """
        kept = self._kept_filters()
        if not os.path.exists(kept):
            there = self.get_tmp_dir()
            self.run("umask 077; iptables-save > %s/rules" % there)
            self.get_file(there + "/rules", kept + ".new")
            os.rename(kept + ".new", kept)
        self.run(
            "for c in INPUT FORWARD OUTPUT; do iptables -P $c ACCEPT || exit; done; iptables -F"
        )

    def enable_ipfilters(self):
        """Filters packets again as before `disable_ipfilters`; nothing when that was not called."""
        kept = self._kept_filters()
        if os.path.exists(kept):
            there = self.get_tmp_dir()
            self.send_file(kept, there + "/rules")
            self.run("iptables-restore < %s/rules" % there)
            os.remove(kept)

    def _kept_filters(self):
        return os.path.join(self.job.tmpdir, "iptables.%s" % self.hostname)

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
