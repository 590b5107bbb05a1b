"""Kernels that a job builds or installs, and boots. The harness does the work and records it.

`job.kernel("6.1.55")`: a release, a tarball, a directory of sources, a `.deb` or an `.rpm`; paths or
URLs. Each step is an entry `kernel.<step>` of the status log, with the subdirectory `build`.
"""

import os
import re
import shlex

from autotest.client.shared import error
from autotest.helpers import commands, facts, machine


def _version(text):
    """The numbers in it, to be compared."""
    return [int(number) for number in re.findall(r"\d+", str(text))]


class kernel(object):
    """One kernel."""

    def __init__(self, job, base_tree, results_dir=None, tmp_dir=None, leave=False):
        self.job = job
        self.base_tree = base_tree
        self._options = ""
        self._installed = False
        self._take(job._call("kernel.open", str(base_tree)))

    def _take(self, told):
        self._number = told["number"]
        self.subdir = told["subdir"]
        self.build_dir = told["source"]
        self.results_dir = os.path.join(self.job.resultdir, told["subdir"])
        self.config_dir = os.path.join(self.results_dir, "config")
        self.log_dir = os.path.join(self.results_dir, "debug")
        self.applied_patches = told["patches"]
        self._release, self._ident = told["release"], told["ident"]

    def _call(self, step, *args):
        self._take(self.job._call("kernel." + step, self._number, *args))

    def patch(self, *patches):
        """Applies patches: files or URLs."""
        self._call("patch", [str(patch) for patch in patches])

    def config(self, config_file="", config_list=None, defconfig=False, make=None):
        """Configures it: a file, `make` (a target), the default, or the running kernel's.

        `config_list`: files with settings that go before those, or their names in one text.
        """
        over = config_list.split() if isinstance(config_list, str) else list(config_list or ())
        if isinstance(config_file, (list, tuple)):
            config_file = config_file[0] if config_file else ""
        given = config_file or self._default_config()
        target = make or ("defconfig" if defconfig else "")
        self._call("config", given, target, [str(place) for place in over])

    def _default_config(self):
        given = self.job.config_get("kernel.default_config_set")
        chosen = self._config_of_set(given) if isinstance(given, (list, tuple)) else given
        return chosen or self.job.config_get("kernel.default_config") or ""

    def _config_of_set(self, given):
        """Of `[prefix, version, …]` the prefix with the highest version that is not above its own."""
        if len(given) < 2:
            return given[0] if given else None
        own = _version(self._version_of_tree())
        fit = [str(version) for version in given[1:] if version and _version(version) <= own]
        return str(given[0]) + max(fit, key=_version) if fit else None

    def _version_of_tree(self):
        """`6.1.55`, as its Makefile has it; '' without one."""
        try:
            with open(os.path.join(self.build_dir, "Makefile"), errors="replace") as makefile:
                lines = makefile.read(4096)
        except OSError:
            return ""
        names = ("VERSION", "PATCHLEVEL", "SUBLEVEL")
        found = [re.search(r"^%s *= *(\d+)" % name, lines, re.MULTILINE) for name in names]
        return ".".join(match.group(1) for match in found if match)

    def build(self, make_opts="", logfile="", extraversion="autotest"):
        """Builds it with two jobs for each processor; its release ends with `-<extraversion>`.

        `logfile` gets what make says; without one `debug/kernel_build` of its results does.
        """
        options = " ".join(part for part in (self._options, make_opts) if part)
        self._call("build", 2 * facts.count_cpus(), options, extraversion, str(logfile or ""))

    def build_timed(self, threads, timefile="/dev/null", make_opts="", output="/dev/null"):
        """Builds it with this many jobs; what `time` says is appended to a file."""
        words = (timefile, self.build_dir, threads, self._options, make_opts, output)
        quoted = [shlex.quote(str(words[0])), shlex.quote(words[1])] + [str(w) for w in words[2:5]]
        commands.system(
            "/usr/bin/time -a -o %s make -C %s -j%s %s %s > %s 2>&1"
            % tuple(quoted + [shlex.quote(output)])
        )
        if not os.path.isfile(os.path.join(self.build_dir, "vmlinux")):
            raise error.TestError("no vmlinux found in %s" % self.build_dir)

    def clean(self):
        """Removes what was built."""
        self._call("clean")

    def install(self, tag="autotest", prefix="/", extraversion="autotest"):
        """Puts it where the machine boots from: `/boot/vmlinuz-<tag>`; `boot` makes an entry `tag`."""
        if prefix != "/":
            raise error.TestError("kernel.install: into %s only" % "/")
        self._call("install", tag)
        self._installed = True

    def add_to_bootloader(self, tag="autotest", args=""):
        """Makes it an entry of the boot loader, with the command line of the running kernel."""
        words = args.split() if isinstance(args, str) else [str(word) for word in args]
        self._call("add_to_bootloader", tag, words)

    def boot(self, args="", ident=True):
        """Installs it unless that is done, and reboots into it; the job pauses here.

        After the boot the job goes on only if it runs; with the next step.
        """
        if not self._installed:
            self.install()
        words = args.split() if isinstance(args, str) else [str(word) for word in args]
        self._call("boot", words, ident)

    def mkinitrd(self, *args, **dargs):
        """Kept for jobs that call it: `install` makes the first file system."""

    def set_cross_cc(self, target_arch=None, cross_compile=None, build_target="bzImage"):
        """Builds for another architecture from now on."""
        if target_arch:
            self._options += " ARCH=%s" % target_arch
        if cross_compile or self.job.config_get("kernel.cross_cc"):
            prefix = cross_compile or self.job.config_get("kernel.cross_cc")
            self._options += " CROSS_COMPILE=%s" % prefix

    def get_kernel_build_ver(self):
        """Its release; '' before it is built or installed."""
        return self._release

    get_kernel_build_release = get_kernel_build_ver

    def get_kernel_build_ident(self):
        """`release::version`; the release alone when the version cannot be told; '' before."""
        return self._ident

    def get_kernel_build_arch(self, arch=None):
        """The architecture it is built for."""
        return arch or machine.get_arch()

    def get_kernel_tree(self, base_tree=None):
        """The directory of its sources."""
        return self.build_dir

    def get_patches(self):
        """`spec reference hash` of each patch."""
        return list(self.applied_patches)


def auto_kernel(job, path, subdir=None, tmp_dir=None, build_dir=None, leave=False):
    """A kernel of whatever kind the path tells."""
    return kernel(job, path, subdir, tmp_dir, leave)


rpm_kernel = auto_kernel
