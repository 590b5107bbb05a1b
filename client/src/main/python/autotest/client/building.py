"""The part of `job` that is about kernels, partitions, packages and dependencies."""

import logging
import os
import shutil
import sys

from autotest.client.shared import error
from autotest.helpers import commands


def _script(directory, dep):
    """The name of what builds it; None when there is neither."""
    names = (dep + ".py", dep + ".sh")
    return next((n for n in names if os.path.isfile(os.path.join(directory, n))), None)


def _is_same(directory, place):
    return os.path.abspath(directory) == os.path.abspath(place)


def _linked(directory, place):
    """The directory under the name that tests know it by, `autodir/deps/NAME`."""
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if os.path.islink(place):
            os.remove(place)
        os.symlink(os.path.abspath(directory), place)
        return place
    except OSError as refused:
        logging.warning("%s stays where it is: %s", directory, refused)
        return directory


class Building(object):
    """Base of `autotest.client.job.Job`."""

    _packages = None

    @property
    def pkgmgr(self):
        """Repositories of packages: see `autotest.client.shared.packages`."""
        if self._packages is None:
            from autotest.client.shared import packages

            self._packages = packages.PackageManager(self)
        return self._packages

    def add_repository(self, repo_urls):
        """Adds repositories of packages; the first of them is asked first."""
        urls = [repo_urls] if isinstance(repo_urls, str) else list(repo_urls)
        for url in reversed(urls):
            self.pkgmgr.add_repository(url)

    def install_pkg(self, name, pkg_type, install_dir):
        """Fetches and unpacks a package; does nothing without repositories."""
        if self.pkgmgr.has_repositories():
            self.pkgmgr.install_pkg(name, pkg_type, install_dir=install_dir)

    def require_gcc(self):
        """TestError when there is no C compiler."""
        if shutil.which("gcc") is None:
            raise error.TestError("gcc is required by this job and is not available on the system")

    def setup_dep(self, deps):
        """Builds what other tests depend on: runs `deps/NAME/NAME.py`, else `NAME.sh`, of each."""
        for dep in deps:
            if self._dep_directory(dep) is None and self.pkgmgr.has_repositories():
                self.pkgmgr.install_pkg(
                    dep, "dep", install_dir=os.path.join(self.clientdir, "deps", dep)
                )
            directory = self._dep_directory(dep)
            if directory is None:
                raise error.TestError("Dependency %s does not exist" % dep)
            script = _script(directory, dep)
            run = "sh %s" % commands.sh_quote_word(script)
            if script.endswith(".py"):
                run = "%s -X utf8 -m autotest.script %s" % (
                    commands.sh_quote_word(sys.executable),
                    commands.sh_quote_word("./" + script),
                )
            commands.system("cd %s && %s" % (commands.sh_quote_word(directory), run))

    def _dep_directory(self, dep):
        """Where it is: with the client, or in or beside one of the directories of tests."""
        place = os.path.join(self.clientdir, "deps", dep)
        if not os.path.islink(place) and _script(place, dep):
            return place
        for root in self._describe(False)["testroots"]:
            for parent in (root, os.path.dirname(root.rstrip("/"))):
                directory = os.path.join(parent, "deps", dep)
                if not _is_same(directory, place) and _script(directory, dep):
                    return _linked(directory, place)
        return None

    def kernel(self, base_tree, results_dir=None, tmp_dir=None, leave=False):
        """A kernel to build or install, and to boot: see `autotest.client.kernel`."""
        from autotest.client import kernel

        return kernel.auto_kernel(self, base_tree, results_dir, tmp_dir, leave=leave)

    def xen(self, *args, **dargs):
        """Xen builds: JobError, since there are none."""
        raise error.JobError("job.xen: not part of this version")

    def partition(self, device, loop_size=0, mountpoint=None):
        """A partition: see `autotest.client.partition`."""
        from autotest.client import partition

        return partition.partition(self, device, loop_size, mountpoint or self.tmpdir)

    def filesystem(self, device, mountpoint=None, loop_size=0):
        """The same with its arguments in another order; deprecated."""
        return self.partition(device, loop_size, mountpoint)
