"""Installs a package, looks at it, and removes it."""

import os
import re
import time

from autotest.client import test, utils
from autotest.client.shared import error, software_manager


class package_install(test.test):
    """One installation and one removal in each iteration."""

    version = 1

    def initialize(self, package="hello", program=""):
        for name, value in (("package", package), ("program", program)):
            if not re.match(r"[A-Za-z0-9][A-Za-z0-9+._-]*$", value or "none"):
                raise error.TestError("%s must be a name, is %r" % (name, value))
        self._package, self._program = package, program
        self._ours = False
        if os.geteuid() != 0:
            raise error.TestNAError("installing packages needs root")
        self._manager = software_manager.SoftwareManager()
        if self._manager.check_installed(package):
            raise error.TestNAError("%s is installed already; name another package" % package)

    def run_once(self):
        self._ours = True
        install = self._timed(self._manager.install, "installing")
        if not self._manager.check_installed(self._package):
            raise error.TestFail("%s was installed, but is not in the list" % self._package)
        files = [path for path in self._manager.list_files(self._package) if os.path.isfile(path)]
        if not files:
            raise error.TestFail("%s was installed, but none of its files is there" % self._package)
        if self._program:
            utils.run("%s --version" % self._program, timeout=60)
        remove = self._timed(self._manager.remove, "removing")
        if self._manager.check_installed(self._package):
            raise error.TestFail("%s was removed, but is in the list" % self._package)
        self._ours = False
        self.write_perf_keyval(
            {"install_elapsed": install, "remove_elapsed": remove, "files": len(files)},
            units={"install_elapsed": "s", "remove_elapsed": "s", "files": "1"},
            better={"install_elapsed": "lower", "remove_elapsed": "lower", "files": "higher"},
        )

    def cleanup(self):
        if self._ours and self._manager.check_installed(self._package):
            self._manager.remove(self._package)

    def _timed(self, action, what):
        begun = time.monotonic()
        if not action(self._package):
            raise error.TestFail("%s %s: the debug log has what was said" % (what, self._package))
        return round(time.monotonic() - begun, 3)
