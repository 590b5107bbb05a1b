"""Whether a machine is fit for work, as its methods `verify` and their kin tell."""

from autotest.client.shared import error

_GOES_DOWN = """
case $(runlevel 2>/dev/null) in *[06]) exit 0 ;; esac
[ -d /run/systemd/system ] && [ "$(systemctl is-system-running 2>/dev/null)" = stopping ]
"""


class Fitness(object):
    """The methods of a host that look at it as a whole."""

    def verify(self):
        """AutoservError unless it answers and has room."""
        self.verify_connectivity()
        self.verify_software()
        self.verify_hardware()

    def verify_hardware(self):
        """Nothing; a site may look here."""

    def verify_connectivity(self):
        """AutoservSshPingHostError unless it answers; AutoservHostIsShuttingDownError if it goes down."""
        self.ssh_ping()
        if self.run(_GOES_DOWN, ignore_status=True).exit_status == 0:
            raise error.AutoservHostIsShuttingDownError("%s is shutting down" % self.hostname)

    def verify_software(self):
        """AutoservDiskFullHostError unless as much is free for the client as `autoserv -v` wants."""
        try:
            place = self.get_autodir()
        except error.AutoservError:
            place = "/"
        self.check_diskspace(place, self.job._client_facts()["free_kib"] * 1024 / 1e9)

    def cleanup(self):
        """Reboots it."""
        self.reboot()

    def repair_full(self, *args, **dargs):
        """AutoservUnsupportedError: the lab repairs machines by tasks of its own."""
        raise error.AutoservUnsupportedError(
            "repairing %s: autoserv -R does, not a control file" % self.hostname
        )

    repair_filesystem_only = repair_software_only = repair_full_disk = repair_full
    repair_with_protection = request_hardware_repair = repair_full
