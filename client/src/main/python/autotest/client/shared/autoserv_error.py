"""The exceptions of server-side control files; `error` has them all."""


class AutoservError(Exception):
    """Base of what goes wrong with machines."""


class AutoservSSHTimeout(AutoservError):
    """A machine does not answer."""


class AutoservRunError(AutoservError):
    """A command on a machine failed or took too long: `description`, `result_obj`."""

    def __str__(self):
        return self.description

    @property
    def description(self):
        """What was run, and how it ended."""
        return str(self.args[0]) if self.args else ""

    @property
    def result_obj(self):
        """`exit_status`, `stdout`, `stderr`, `duration`; None for a command without an end."""
        return self.args[1] if len(self.args) > 1 else None


class AutoservSshPermissionDeniedError(AutoservRunError):
    """A machine does not let us in."""


class AutoservUnsupportedError(AutoservError):
    """The machine, or this lab, cannot do that."""


class AutoservVirtError(AutoservError):
    """A virtual machine could not be handled."""


class AutoservHostError(AutoservError):
    """A machine is not fit."""


class AutoservHostIsShuttingDownError(AutoservHostError):
    """A machine is going down."""


class AutoservNotMountedHostError(AutoservHostError):
    """A file system is not mounted."""


class AutoservSshPingHostError(AutoservHostError):
    """A machine does not answer to ssh."""


class AutoservDiskFullHostError(AutoservHostError):
    """Less space is free than wanted: `path`, `want_gb`, `free_space_gb`."""

    def __init__(self, path, want_gb, free_space_gb):
        AutoservHostError.__init__(
            self,
            "Not enough free space on %s - %.3fGB free, want %.3fGB" % (path, free_space_gb, want_gb),
        )
        self.path = path
        self.want_gb = want_gb
        self.free_space_gb = free_space_gb


class AutoservHardwareHostError(AutoservHostError):
    """The hardware of a machine is broken."""


class AutoservRebootError(AutoservError):
    """A machine did not reboot."""


class AutoservShutdownError(AutoservRebootError):
    """A machine did not go down."""


class AutoservSubcommandError(AutoservError):
    """A part that ran beside others failed: `func`, `exit_code`."""

    def __init__(self, func, exit_code):
        AutoservError.__init__(self, "Subcommand %s failed with exit code %s" % (func, exit_code))
        self.func = func
        self.exit_code = exit_code


class AutoservHardwareRepairRequestedError(AutoservError):
    """Somebody was asked to repair a machine."""


class AutoservHardwareRepairRequiredError(AutoservError):
    """Somebody has to repair a machine."""


class AutoservInstallError(AutoservError):
    """A machine could not be installed."""


__all__ = [name for name in list(globals()) if name.startswith("Autoserv")]
