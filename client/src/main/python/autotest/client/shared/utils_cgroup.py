"""Control groups: those of version 2, and controllers of version 1 where they are mounted."""

import logging
import os
import re
import tempfile

from autotest.client.shared import error
from autotest.helpers import files


def get_cgroup_mountpoint(controller):
    """Where a controller is mounted: its own hierarchy, else the one of version 2 that has it."""
    unified = None
    for line in files.read_file("/proc/mounts").splitlines():
        _, path, kind, options = line.split()[:4]
        if kind == "cgroup" and controller in options.split(","):
            return path
        if kind == "cgroup2":
            unified = path
    if unified and controller in get_all_controllers():
        return unified
    raise error.TestError("looking for cgroup controller %s: it is not mounted" % controller)


def get_all_controllers():
    """The names of the controllers that the kernel has enabled."""
    rows = [line.split() for line in files.read_file("/proc/cgroups").splitlines()[1:]]
    return [row[0] for row in rows if row[3] == "1"]


class CgroupModules(object):
    """Finds the mount points of several controllers."""

    def __init__(self):
        self.modules = {}

    def init(self, modules):
        """Looks for the controllers; returns how many there are."""
        for name in modules:
            try:
                self.modules[name] = get_cgroup_mountpoint(name)
            except error.TestError as absent:
                logging.info("%s", absent)
        return len(self.modules)

    def get_pwd(self, module):
        """Where a controller is mounted, or None."""
        return self.modules.get(module)


class Cgroup(object):
    """Groups of one controller below a directory; those made here are removed by `clean`."""

    def __init__(self, module, client=None):
        self.module = module
        self.root = None
        self.cgroups = []

    def initialize(self, modules):
        """Takes the mount point from a CgroupModules."""
        self.root = modules.get_pwd(self.module)
        if not self.root:
            raise error.TestError("cgroup controller %s is not there" % self.module)

    def mk_cgroup(self, pwd=None, cgroup=None):
        """Makes a group below another, or the root; returns its path."""
        parent = pwd or self.root
        path = os.path.join(parent, cgroup) if cgroup else tempfile.mkdtemp(
            prefix="cgroup-", dir=parent)
        os.makedirs(path, exist_ok=True)
        self.cgroups.append(path)
        return path

    def rm_cgroup(self, pwd):
        """Removes a group, which must have no process."""
        os.rmdir(pwd)
        if pwd in self.cgroups:
            self.cgroups.remove(pwd)

    def clean(self):
        """Removes the groups made here; their processes go to the root."""
        for path in reversed(list(self.cgroups)):
            for pid in self.get_pids(path):
                self.set_cgroup(pid, self.root)
            self.rm_cgroup(path)

    def set_cgroup(self, pid, pwd=None):
        """Moves a process into a group."""
        files.open_write_close(os.path.join(pwd or self.root, "cgroup.procs"), "%d\n" % int(pid))

    set_root_cgroup = set_cgroup

    def get_pids(self, pwd=None):
        """The processes of a group."""
        text = files.read_file(os.path.join(pwd or self.root, "cgroup.procs"))
        return [int(word) for word in text.split()]

    def is_cgroup(self, pid, pwd):
        """0 when the process is in the group, else 1."""
        return 0 if int(pid) in self.get_pids(pwd) else 1

    def get_property(self, prop, pwd=None):
        """The lines of a file of a group."""
        return files.read_file(os.path.join(pwd or self.root, prop)).splitlines()

    def set_property(self, prop, value, pwd=None, check=True, checkprop=None):
        """Writes a file of a group; TestError when it then says something else."""
        path = os.path.join(pwd or self.root, prop)
        files.open_write_close(path, str(value))
        if check:
            shown = self.get_property(checkprop or prop, pwd)
            wanted = str(value if check is True else check)
            if _plain(wanted) != _plain("\n".join(shown)):
                raise error.TestError("setting %s to %s: it says %s" % (path, wanted, shown))


def _plain(text):
    """A value with its suffix of 1024 worked out and its blanks made one."""
    found = re.fullmatch(r"\s*(\d+)([kKmMgG])\s*", text)
    if found:
        return str(int(found.group(1)) * 1024 ** ("kmg".index(found.group(2).lower()) + 1))
    return " ".join(text.split())


def __getattr__(name):
    raise AttributeError("autotest.client.shared.utils_cgroup.%s is gone: see docs/reference/python.md" % name)
