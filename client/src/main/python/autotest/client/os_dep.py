"""What a test needs of the system: commands, libraries, headers. ValueError when one is missing."""

import ctypes.util
import glob
import os
import shutil

_LIBRARY_DIRECTORIES = (
    "/lib",
    "/usr/lib",
    "/lib64",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/lib/*-linux-gnu*",
    "/lib/*-linux-gnu*",
)


def command(cmd):
    """The path of a command on PATH."""
    path = shutil.which(cmd)
    if path is None:
        raise ValueError("Missing command: %s" % cmd)
    return path


def commands(*cmds):
    """The paths of several commands."""
    return [command(cmd) for cmd in cmds]


def library(lib):
    """The path of a library file, such as `libaio.so.1`."""
    for pattern in _LIBRARY_DIRECTORIES:
        for directory in glob.glob(pattern):
            path = os.path.join(directory, lib)
            if os.path.exists(path):
                return path
    stem = lib[3:].partition(".so")[0] if lib.startswith("lib") else lib
    found = ctypes.util.find_library(stem)
    if found is None:
        raise ValueError("Missing library: %s" % lib)
    return found


def libraries(*libs):
    """The paths of several libraries."""
    return [library(lib) for lib in libs]


def header(hdr):
    """The path of a C header below /usr/include or /usr/local/include."""
    for pattern in ("/usr/include", "/usr/local/include", "/usr/include/*-linux-gnu*"):
        for directory in glob.glob(pattern):
            path = os.path.join(directory, hdr)
            if os.path.exists(path):
                return path
    raise ValueError("Missing header: %s" % hdr)


def headers(*hdrs):
    """The paths of several headers."""
    return [header(hdr) for hdr in hdrs]
