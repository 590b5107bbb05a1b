"""Installing packages with the machine's own package manager: apt, dnf or yum, zypper.

Calls return True or False, as they always did, and log what the package manager said.
"""

import logging
import os
import re
import shutil

from autotest.client.shared import distro, error
from autotest.helpers import commands

# The longest one call of a package manager may take, in seconds.
_LIMIT = 3600

# As in `kernel-headers-$(uname -r)`. The shell looks at nothing else in a name.
_RELEASE = re.compile(r"\$\(\s*uname\s+-r\s*\)|`\s*uname\s+-r\s*`")


def _words(names):
    release = os.uname().release
    named = [_RELEASE.sub(lambda _: release, name) for name in names]
    return " ".join(commands.sh_quote_word(name) for name in named)


def _split(names):
    """Several names, with blanks between; those in `$(uname -r)` are none."""
    return _RELEASE.sub(lambda _: os.uname().release, names).split()


class _Backend(object):
    """What the package managers have in common; the lines they run differ."""

    installed = None
    listing = None
    naming = None
    installing = None
    removing = None
    upgrading = None

    def check_installed(self, name, version=None, arch=None):
        """True when a package is installed."""
        return self._succeeds(self.installed % _words([name]))

    def list_all(self, software_components=True):
        """The names of all installed packages, with their versions, or without them."""
        if not software_components:
            return commands.system_output(self.naming, ignore_status=True).splitlines()
        return commands.system_output(self.listing, ignore_status=True).splitlines()

    def list_files(self, package):
        """The files of an installed package."""
        line = self.files % _words([package])
        return commands.system_output(line, ignore_status=True).splitlines()

    def install(self, name):
        """Installs one package, or several separated by blanks."""
        return self._succeeds(self.installing % _words(_split(name)))

    def remove(self, name):
        """Removes one package, or several separated by blanks."""
        return self._succeeds(self.removing % _words(_split(name)))

    def upgrade(self, name=None):
        """Brings one package, or all, to the newest version."""
        return self._succeeds(self.upgrading % _words(_split(name) if name else []))

    def install_what_provides(self, path):
        """Installs the package that has a file."""
        name = self.provides(path)
        return self.install(name) if name else False

    def _succeeds(self, line):
        result = commands.run(line, timeout=_LIMIT, ignore_status=True, stderr_is_expected=True)
        if result.exit_status:
            logging.debug("%s: status %d\n%s", line, result.exit_status, result.stderr)
        return result.exit_status == 0


class _Rpm(_Backend):
    installed = "rpm -q %s"
    listing = "rpm -qa"
    naming = "rpm -qa --qf '%{NAME}\\n'"
    files = "rpm -ql %s"

    def check_installed(self, name, version=None, arch=None):
        """True when a package is installed, in this version and for this architecture."""
        full = "-".join(part for part in (name, version) if part)
        return self._succeeds(self.installed % _words([full + ("." + arch if arch else "")]))


class AptBackend(_Backend):
    """Debian and its kin."""

    installed = "dpkg-query -W -f='${Status}' %s 2>/dev/null | grep -q ' installed$'"
    listing = "dpkg-query -W -f='${Package} ${Version}\\n'"
    naming = "dpkg-query -W -f='${Package}\\n'"
    files = "dpkg -L %s"
    _apt = "DEBIAN_FRONTEND=noninteractive apt-get --yes -o Dpkg::Use-Pty=0 "
    installing = _apt + "install %s"
    removing = _apt + "remove %s"
    upgrading = _apt + "upgrade %s"

    def check_installed(self, name, version=None, arch=None):
        """True when a package is installed, in this version and for this architecture."""
        package = "%s:%s" % (name, arch) if arch else name
        if not self._succeeds(self.installed.replace("%s", _words([package]))):
            return False
        if version is None:
            return True
        shown = commands.system_output(
            "dpkg-query -W -f='${Version}' %s" % _words([package]), ignore_status=True
        )
        return shown == version

    def add_repo(self, repo):
        """Adds a line to the sources of packages."""
        with open("/etc/apt/sources.list.d/autotest.list", "a") as sources:
            sources.write(repo.rstrip("\n") + "\n")
        return self._succeeds("apt-get update")

    def remove_repo(self, repo):
        """Takes out a line that `add_repo` added."""
        path = "/etc/apt/sources.list.d/autotest.list"
        with open(path) as sources:
            lines = [line for line in sources if line.strip() != repo.strip()]
        with open(path, "w") as sources:
            sources.writelines(lines)
        return self._succeeds("apt-get update")

    def provides(self, path):
        """The package that has a file: an installed one, else by apt-file where that is there."""
        for line in ("dpkg -S %s", "apt-file search --fixed-string %s"):
            found = commands.system_output(
                (line + " 2>/dev/null") % _words([path]), ignore_status=True
            )
            match = re.match(r"([^\s:,]+)", found)
            if match:
                return match.group(1)
        return None


class DnfBackend(_Rpm):
    """Fedora, Red Hat and their kin; `yum` is the same with another name."""

    def __init__(self, program="dnf"):
        self._program = program
        self.installing = program + " -y install %s"
        self.removing = program + " -y remove %s"
        self.upgrading = program + " -y upgrade %s"

    def add_repo(self, url):
        """Adds a repository by its base URL."""
        with open(self._repo_file(url), "w") as repo:
            name = re.sub(r"\W+", "_", url)
            repo.write("[%s]\nname=%s\nbaseurl=%s\ngpgcheck=0\n" % (name, url, url))
        return True

    def remove_repo(self, url):
        """Takes out a repository that `add_repo` added."""
        os.remove(self._repo_file(url))
        return True

    def provides(self, path):
        """The package that has a file."""
        found = commands.system_output(
            "%s -q provides %s" % (self._program, _words([path])), ignore_status=True
        )
        match = re.search(r"^(\S+)-[^-\s]+-[^-\s]+\s*:", found, re.MULTILINE)
        return match.group(1) if match else None

    @staticmethod
    def _repo_file(url):
        return "/etc/yum.repos.d/autotest-%s.repo" % re.sub(r"\W+", "_", url)


class YumBackend(DnfBackend):
    """The same by its old name."""

    def __init__(self):
        DnfBackend.__init__(self, "yum")


class ZypperBackend(_Rpm):
    """SUSE."""

    installing = "zypper --non-interactive install -l %s"
    removing = "zypper --non-interactive remove %s"
    upgrading = "zypper --non-interactive update -l %s"

    def add_repo(self, url):
        """Adds a repository by its URL."""
        return self._succeeds("zypper addrepo %s %s" % (_words([url]), re.sub(r"\W+", "_", url)))

    def remove_repo(self, url):
        """Takes out a repository that `add_repo` added."""
        return self._succeeds("zypper removerepo %s" % re.sub(r"\W+", "_", url))

    def provides(self, path):
        """The package that has a file."""
        found = commands.system_output(
            "zypper --non-interactive search --provides --file-list %s" % _words([path]),
            ignore_status=True,
        )
        for line in found.splitlines():
            columns = [column.strip() for column in line.split("|")]
            if len(columns) > 3 and columns[1] not in ("", "Name"):
                return columns[1]
        return None


_BACKENDS = (
    ("apt-get", AptBackend),
    ("dnf", DnfBackend),
    ("yum", YumBackend),
    ("zypper", ZypperBackend),
)


class SystemInspector(object):
    """Finds out which package manager this machine has."""

    def get_package_management(self):
        """The name of the first that is there, or 'unknown'."""
        for program, _ in _BACKENDS:
            if shutil.which(program):
                return program
        return "unknown"


class SoftwareManager(object):
    """The package manager of this machine: every call goes to its backend."""

    def __init__(self):
        program = SystemInspector().get_package_management()
        backend = dict(_BACKENDS).get(program)
        if backend is None:
            raise error.TestNAError(
                "looking for a package manager: none of %s"
                % ", ".join(name for name, _ in _BACKENDS)
            )
        self.backend = backend()

    def __getattr__(self, name):
        return getattr(self.backend, name)


def install_distro_packages(distro_pkg_map, interactive=False):
    """Installs what a test needs on this distribution.

    `distro_pkg_map` has a list of package names under each name of a distribution, in capitals or
    not. True when all are there in the end; also when the map says nothing about this one.
    """
    manager = SoftwareManager()
    names = {name.lower(): packages for name, packages in distro_pkg_map.items()}
    wanted = names.get(distro.detect().name.lower(), [])
    missing = [name for name in wanted if not manager.check_installed(name)]
    if not missing:
        return True
    logging.info("Installing %s", " ".join(missing))
    return manager.install(" ".join(missing))
