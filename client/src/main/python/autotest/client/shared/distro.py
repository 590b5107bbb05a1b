"""Which Linux distribution this is."""

import os

UNKNOWN_DISTRO_NAME = "unknown"
UNKNOWN_DISTRO_VERSION = 0
UNKNOWN_DISTRO_RELEASE = 0
UNKNOWN_DISTRO_ARCH = "unknown"


class LinuxDistro(object):
    """Name, version, release and processor architecture of a distribution."""

    def __init__(self, name, version, release, arch):
        self.name = name
        self.version = version
        self.release = release
        self.arch = arch

    def __repr__(self):
        return "<LinuxDistro: name=%s, version=%s, release=%s, arch=%s>" % (
            self.name,
            self.version,
            self.release,
            self.arch,
        )


UNKNOWN_DISTRO = LinuxDistro(
    UNKNOWN_DISTRO_NAME, UNKNOWN_DISTRO_VERSION, UNKNOWN_DISTRO_RELEASE, UNKNOWN_DISTRO_ARCH
)


# Names that tests compare with, where os-release says it differently.
_NAMES = {
    "opensuse-leap": "SuSE",
    "opensuse-tumbleweed": "SuSE",
    "rhel": "redhat",
    "sles": "SuSE",
    "ubuntu": "Ubuntu",
}


def detect(root="/"):
    """The distribution as /etc/os-release tells it; the unknown one without that file."""
    fields = {}
    for path in ("etc/os-release", "usr/lib/os-release"):
        try:
            with open(os.path.join(root, path), errors="replace") as source:
                for line in source:
                    key, equals, value = line.strip().partition("=")
                    if equals and not key.startswith("#"):
                        fields.setdefault(key, value.strip("\"'"))
            break
        except OSError:
            continue
    if "ID" not in fields:
        return UNKNOWN_DISTRO
    version, _, release = fields.get("VERSION_ID", "0").partition(".")
    name = _NAMES.get(fields["ID"], fields["ID"])
    return LinuxDistro(name, version, release or "0", os.uname().machine)
