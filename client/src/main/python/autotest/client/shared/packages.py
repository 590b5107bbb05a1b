"""Packages of tests and their dependencies in repositories.

A repository is a directory behind an http, https or file URL with files `<type>-<name>.tar.bz2` (gz,
xz) and a list `packages.checksum`: `<sha256>  <file name>`. The harness fetches, verifies, unpacks.
"""

import logging
import os
import shutil

from autotest.client.shared import error


class PackageManager(object):
    """`job.pkgmgr`."""

    def __init__(self, job):
        self._job = job

    def _call(self, name, *args):
        try:
            return self._job._call("package." + name, *args)
        except error.JobError as failed:
            raise error.PackageFetchError(str(failed)) from None

    @property
    def repositories(self):
        """The URLs of the repositories, in the order in which they are asked."""
        return self._call("repositories")

    def has_repositories(self):
        """True when there is one."""
        return bool(self.repositories)

    def add_repository(self, repo):
        """Adds one; it is asked first."""
        self._call("add_repository", getattr(repo, "url", repo))

    def install_pkg(self, name, pkg_type, fetch_dir=None, install_dir=None, **ignored):
        """Fetches a package and unpacks it as `install_dir`; PackageInstallError when it cannot be."""
        try:
            self._call("install", name, pkg_type, install_dir)
        except (error.PackageFetchError, error.CmdError) as failed:
            raise error.PackageInstallError("Installation of %s(type:%s) failed: %s"
                                            % (name, pkg_type, failed)) from None

    def fetch_pkg(self, pkg_name, dest_path, repo_url=None, **ignored):
        """Fetches `<type>-<name>.tar.bz2` to a path; the checksum is verified."""
        if repo_url:
            self.add_repository(repo_url)
        kind, _, rest = os.path.basename(pkg_name).partition("-")
        path = self._call("fetch", rest.partition(".tar.")[0], kind)
        if os.path.isdir(dest_path):
            dest_path = os.path.join(dest_path, os.path.basename(path))
        shutil.copyfile(path, dest_path)
        logging.debug("Fetched %s", dest_path)
        return dest_path

    @staticmethod
    def get_tarball_name(name, pkg_type):
        """The file name of a package."""
        return "%s-%s.tar.bz2" % (pkg_type, name)
