"""Whether a machine is fit for work, as its methods `verify` and their kin tell."""

from autotest.client.shared import error


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
        """AutoservSshPingHostError unless it answers."""
        self.ssh_ping()

    def verify_software(self):
        """AutoservDiskFullHostError unless a gigabyte is free."""
        self.check_diskspace("/", 1)

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
