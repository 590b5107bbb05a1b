"""`git_kernel.GitKernel`: a kernel of a repository, which a machine builds."""

import os
import shutil
import subprocess
import tempfile

from autotest.client.shared import error
from autotest.server import source_kernel

_LIMIT = 6 * 3600


class GitKernel(source_kernel.SourceKernel):
    """A revision of the repository at `giturl`, of which `repodir` is a copy on the server."""

    def __init__(self, repodir, giturl, weburl=None):
        super(GitKernel, self).__init__(repodir)
        self.repodir = os.path.abspath(repodir)
        self.giturl = giturl
        self.weburl = weburl
        self._revision = "HEAD"

    def get(self, location=None):
        """Brings the copy up to date; makes it when it is not there yet."""
        if location is None:
            if os.path.isdir(self.repodir):
                self._git("fetch", "--quiet", "--tags", self.giturl, "+HEAD:refs/heads/autotest")
                self._revision = "refs/heads/autotest"
            else:
                self._clone()
        else:
            # The copy, which need not be there yet.
            self.source_material = location

    def _clone(self):
        """Makes the copy beside its place: one that breaks off is no copy."""
        above, name = os.path.split(self.repodir)
        if not os.path.isdir(above):
            os.makedirs(above)
        fresh = tempfile.mkdtemp(prefix=name + ".new-", dir=above)
        try:
            _run(["git", "clone", "--quiet", "--no-checkout", self.giturl, fresh])
            os.chmod(fresh, 0o755)
            os.rename(fresh, self.repodir)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def checkout(self, revision):
        """Chooses a revision."""
        self._revision = self._git("rev-parse", "--verify", "%s^{commit}" % revision).strip()

    def install(self, host, build=True, builddir=None, revision=None, **dargs):
        """Sends the sources of the revision to a machine, which builds and installs them."""
        if not build:
            raise error.AutoservUnsupportedError(
                "installing a kernel of %s that is not built" % self.giturl
            )
        if revision:
            self.checkout(revision)
        directory = tempfile.mkdtemp(dir=host.job.tmpdir)
        self.source_material = os.path.join(directory, "linux.tar.gz")
        try:
            self._git("archive", "--prefix=linux/", "-o", self.source_material, self._revision)
            super(GitKernel, self).install(host, **dargs)
        finally:
            shutil.rmtree(directory, ignore_errors=True)

    def _git(self, *words):
        return _run(["git", "-C", self.repodir] + list(words))


def _run(words):
    try:
        ended = subprocess.run(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            universal_newlines=True, timeout=_LIMIT,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise error.AutoservError("running %s: %s" % (" ".join(words), failure))
    if ended.returncode:
        raise error.AutoservError(
            "running %s: %s" % (" ".join(words), ended.stderr.strip()[-400:])
        )
    return ended.stdout
