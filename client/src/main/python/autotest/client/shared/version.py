"""Which Autotest this is."""

import os


def get_version():
    """What the file VERSION of the client says; 'unknown' where it runs from sources."""
    package = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    try:
        with open(os.path.join(os.path.dirname(os.path.dirname(package)), "VERSION")) as source:
            return source.read().strip()
    except OSError:
        return "unknown"
