"""The part of `job` that is about reboots and the boot loader."""

import os

_AS_BEFORE = object()


class Rebooting(object):
    """Base of `autotest.client.job.Job`."""

    _bootloader = None

    @property
    def bootloader(self):
        """The boot loader: see `autotest.client.shared.boottool`."""
        if self._bootloader is None:
            from autotest.client.shared import boottool

            self._bootloader = boottool.boottool(self)
        return self._bootloader

    @bootloader.setter
    def bootloader(self, loader):
        self._bootloader = loader

    def reboot_setup(self):
        """Remembers mounts and processors, to be compared after the reboot."""
        self._call("job.reboot_setup")

    def reboot(self, tag=_AS_BEFORE):
        """Reboots the machine and pauses the job until it is back.

        `tag` is the title of the entry to boot; when not given, that of the last time; None for
        what the machine boots anyway.
        """
        if tag is _AS_BEFORE:
            tag = self.last_boot_tag
        else:
            self.last_boot_tag = tag
        self.reboot_setup()
        if tag:
            if self.config_get("boot.set_default"):
                self.bootloader.set_default(tag)
            else:
                self.bootloader.boot_once(tag)
        self._call("job.go_down")

    def start_reboot(self):
        """Writes the status lines that open a reboot."""
        self._call("job.start_reboot")

    def end_reboot(self, subdir, kernel, patches, running_id=None):
        """Writes the status lines that close a reboot, after comparing mounts and processors."""
        self._call("job.end_reboot", subdir, kernel, list(patches or ()), running_id)

    def end_reboot_and_verify(self, expected_when, expected_id, subdir, type="src", patches=()):
        """Checks that the wanted kernel runs, and closes the reboot. JobError when another does.

        `expected_when` must stand behind `IDENT=` on its command line, unless it is None;
        `expected_id` is `release::version`, None when that does not matter.
        """
        self._call(
            "job.end_reboot_and_verify",
            expected_when,
            expected_id,
            subdir,
            type if isinstance(type, str) else "src",
            list(patches or ()),
        )

    def monitor_disk_usage(self, max_rate):
        """Gives each following test a WARN that fills `/` faster than this, in MB an hour."""
        self._call("job.monitor_disk_usage", max_rate)

    def enable_external_logging(self):
        """Kept for jobs that call it: logging is the harness's."""

    def disable_external_logging(self):
        """Kept like `enable_external_logging`."""

    def setup_dirs(self, results_dir, tmp_dir):
        """Makes the directories of a build; (results, temporary), `build`, `build.2`, … by default."""
        if not tmp_dir:
            tmp_dir = os.path.join(self.tmpdir, "build")
        os.makedirs(tmp_dir, exist_ok=True)
        if not results_dir:
            results_dir = os.path.join(self.resultdir, "build")
            number = 2
            while os.path.exists(results_dir):
                results_dir = os.path.join(self.resultdir, "build.%d" % number)
                number += 1
        os.makedirs(results_dir, exist_ok=True)
        return results_dir, tmp_dir
