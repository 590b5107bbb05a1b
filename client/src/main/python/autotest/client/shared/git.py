"""Getting sources out of git repositories."""

import logging
import os

from autotest.client import os_dep
from autotest.client.shared import error
from autotest.helpers import commands


class GitRepoHelper(object):
    """A clone of a remote repository in a directory, brought to one commit."""

    def __init__(
        self,
        uri,
        branch="master",
        lbranch=None,
        commit=None,
        destination_dir=None,
        base_uri=None,
    ):
        self.uri = uri
        self.branch = branch
        self.lbranch = lbranch or branch
        self.commit = commit
        self.base_uri = base_uri
        self.destination_dir = destination_dir or os.path.basename(uri).replace(".git", "")
        self.cmd = os_dep.command("git")

    def init(self):
        """Makes the directory a repository, if it is none."""
        if not os.path.isdir(os.path.join(self.destination_dir, ".git")):
            os.makedirs(self.destination_dir, exist_ok=True)
            self.git_cmd("init")

    def git_cmd(self, cmd, ignore_status=False):
        """Runs a git command in the directory; returns its CmdResult."""
        where = commands.sh_quote_word(self.destination_dir)
        return commands.run(
            "%s -C %s %s" % (self.cmd, where, cmd),
            ignore_status=ignore_status,
            stderr_is_expected=True,
        )

    def fetch(self, uri):
        """Gets the branch from a repository."""
        spec = "+%s:refs/autotest/%s" % (self.branch, self.lbranch)
        words = [commands.sh_quote_word(word) for word in (uri, spec)]
        self.git_cmd("fetch -q -f -u -t %s %s" % tuple(words))

    def get_top_commit(self):
        """The hash of the commit the directory is at."""
        return self.git_cmd("rev-parse HEAD").stdout.strip()

    def get_top_tag(self):
        """The tag of that commit, or None."""
        result = self.git_cmd("describe --exact-match --tags", ignore_status=True)
        return result.stdout.strip() if result.exit_status == 0 else None

    def checkout(self, branch=None, commit=None):
        """Brings the directory to the branch that was fetched, or to a commit."""
        target = commit or self.commit or "refs/autotest/%s" % (branch or self.lbranch)
        local = commands.sh_quote_word(self.lbranch)
        self.git_cmd("checkout -q -f -B %s %s" % (local, commands.sh_quote_word(target)))
        logging.info("%s is at %s", self.uri, self.get_top_commit())

    def execute(self):
        """Does all of it: makes the repository, gets the branch, checks it out."""
        self.init()
        if self.base_uri:
            try:
                self.fetch(self.base_uri)
            except error.CmdError as failure:
                logging.error("fetching from %s: %s", self.base_uri, failure)
        self.fetch(self.uri)
        self.checkout()
        return self.destination_dir


def get_repo(uri, branch="master", lbranch=None, commit=None, destination_dir=None, base_uri=None):
    """The directory of a clone at a branch's newest commit, or at `commit`."""
    return GitRepoHelper(uri, branch, lbranch, commit, destination_dir, base_uri).execute()
