"""What a machine of a lab can be asked about itself, and about its place in the lab."""

import io
import os
import re
import shlex
import tempfile
import urllib.parse

from autotest.client.shared import error
from autotest.client.shared.hosts import facts


class Facts(facts.Facts):
    """The questions among the methods of a host.

    Its `user`, `ip` (a name or an address) and `port` are those of ssh and the lab's configuration.
    """

    def __getattr__(self, name):
        # Asked for when somebody wants them, which few do.
        if name not in ("user", "ip", "port"):
            raise AttributeError("'%s' has no attribute '%s'" % (type(self).__name__, name))
        login = self._ask("login")
        self.user, self.ip, self.port = login["user"], login["address"], login["port"]
        return self.__dict__[name]

    def check_diskspace(self, path, gb):
        """AutoservDiskFullHostError when less than `gb` thousand million bytes are free.

        AutoservRunError when there is no such path.
        """
        told = self.run_output("df -Pk -- %s" % shlex.quote(path)).splitlines()[-1]
        free_gb = int(told.split()[3]) * 1024 / 1e9
        if free_gb < gb:
            raise error.AutoservDiskFullHostError(path, gb, free_gb)

    def check_partitions(self, root_part, filter_func=None):
        """AutoservNotMountedHostError when a partition of a disk is neither mounted nor swap.

        Left out are `root_part`, which may be mounted under another name, extended partitions, and
        those that `filter_func` gives False for: `sda1`.
        """
        used = {line.split()[0] for line in self._lines("/proc/mounts") + self._lines("/proc/swaps")}
        rows = [line.split() for line in self._lines("/proc/partitions")]
        sizes = {row[3]: int(row[2]) for row in rows if len(row) == 4 and row[2].isdigit()}
        for name, size in sizes.items():
            disk = re.match(r"(.*\d)p\d+$|(.*\D)\d+$", name)
            if not disk or (disk.group(1) or disk.group(2)) not in sizes or size <= 1:
                continue
            device = "/dev/" + name
            if device in used or root_part in (name, device):
                continue
            if filter_func is None or filter_func(name):
                raise error.AutoservNotMountedHostError("%s is not mounted" % device)

    def _lines(self, path):
        text = self.run_output("cat %s 2>/dev/null || :" % path)
        return [line for line in text.splitlines() if line.strip()]

    def get_autodir(self):
        """Where the client is; AutoservError when it is not installed."""
        for directory in self.job._client_facts()["directories"]:
            home, rest = ('"$HOME"/', directory[2:]) if directory.startswith("~/") else ("", directory)
            look = "cd %s%s && cd versions && cd .. && pwd" % (home, shlex.quote(rest))
            found = self.run(look, ignore_status=True)
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
        return self._keyvals().get("platform") or None

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
