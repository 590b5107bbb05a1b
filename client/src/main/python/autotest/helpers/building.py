"""Unpacking, configuring and compiling the sources a test brings along."""

import logging
import os
import shutil

from autotest.client.shared import error
from autotest.helpers import commands


def extract_tarball_to_dir(tarball, dir):
    """Unpacks an archive (tar, gz, bz2, xz) that has one top directory, as `dir`.

    A directory that is there before is replaced. An archive with another number of top entries
    raises NameError, as it always did.
    """
    target = os.path.abspath(dir)
    if os.path.exists(target):
        if os.path.isdir(target):
            shutil.rmtree(target)
        else:
            os.remove(target)
    top = extract_tarball(tarball, os.path.dirname(target))
    if os.path.abspath(top) != target:
        os.rename(top, target)


def extract_tarball(tarball, directory=None):
    """Unpacks an archive into a directory (the working directory); returns its top directory."""
    import tarfile  # Few tests need it, and its import is half of what `utils` would cost.

    directory = os.path.abspath(directory or os.getcwd())
    try:
        with tarfile.open(tarball) as archive:
            tops = sorted({_top(member.name) for member in archive} - {""})
            if len(tops) != 1:
                raise NameError(
                    "extracting %s: it has %d top entries, not one directory" % (tarball, len(tops))
                )
            _extract_all(tarfile, archive, directory)
    except tarfile.TarError as failure:
        raise error.TestError("extracting %s: %s" % (tarball, failure))
    return os.path.join(directory, tops[0])


def _extract_all(tarfile, archive, directory):
    """Unpacks without leaving the directory, whatever the archive's names are."""
    if hasattr(tarfile, "tar_filter"):
        archive.extractall(directory, filter="tar")
        return
    for member in archive.getmembers():
        path = os.path.normpath(os.path.join(directory, member.name))
        if path != directory and not path.startswith(directory + os.sep):
            raise tarfile.TarError("%s leads out of the directory" % member.name)
    archive.extractall(directory)


def _top(name):
    """The first part of a member's path; '' for the archive's own root, `./`."""
    first = os.path.normpath(name).split(os.sep)[0]
    return "" if first == "." else first


def cat_file_to_cmd(filename, command, ignore_status=0, return_output=False):
    """Feeds a file, unpacked when its name ends in .gz or .bz2, to a command's stdin."""
    reader = {".gz": "zcat", ".bz2": "bzcat"}.get(os.path.splitext(filename)[1], "cat")
    line = "%s %s | %s" % (reader, commands.sh_quote_word(filename), command)
    call = commands.system_output if return_output else commands.system
    return call(line, ignore_status=ignore_status)


def configure(extra=None, configure="./configure"):
    """Runs a configure script, with the host, build and target of CHOST, CBUILD, CTARGET."""
    words = [configure]
    for option, variable in (("host", "CHOST"), ("build", "CBUILD"), ("target", "CTARGET")):
        if variable in os.environ:
            words.append("--%s=%s" % (option, os.environ[variable]))
    if extra:
        words.append(extra)
    commands.system(" ".join(words))


def make(extra="", make="make", timeout=None, ignore_status=False):
    """Runs make with MAKEOPTS and `extra`; returns its exit status."""
    words = [make, os.environ.get("MAKEOPTS", ""), extra]
    return commands.system(
        " ".join(word for word in words if word), timeout=timeout, ignore_status=ignore_status
    )


def get_cc():
    """The C compiler: CC of the environment, or gcc."""
    return os.environ.get("CC", "gcc")


def environ(env_key):
    """A variable of the environment, or '' when it is not set."""
    return os.environ.get(env_key, "")


def prepend_path(newpath, oldpath):
    """A search path with a new first part."""
    return newpath + ":" + oldpath if oldpath else newpath


def append_path(oldpath, newpath):
    """A search path with a new last part."""
    return oldpath + ":" + newpath if oldpath else newpath


def update_version(srcdir, preserve_srcdir, new_version, install, *args, **dargs):
    """Calls `install(*args, **dargs)` unless `srcdir` was made by this version of a test.

    The version is kept in `srcdir/.version`, written only after `install` succeeded. An old
    directory is removed first, unless `preserve_srcdir`.
    """
    path = os.path.join(srcdir, ".version")
    wanted = repr(new_version)
    if os.path.exists(path):
        with open(path, errors="replace") as source:
            if source.read() == wanted:
                return
    logging.debug("Building version %s in %s", wanted, srcdir)
    if os.path.exists(srcdir) and not preserve_srcdir:
        shutil.rmtree(srcdir)
    install(*args, **dargs)
    if os.path.isdir(srcdir):
        with open(path, "w") as target:
            target.write(wanted)


__all__ = [
    "append_path",
    "cat_file_to_cmd",
    "configure",
    "environ",
    "extract_tarball",
    "extract_tarball_to_dir",
    "get_cc",
    "make",
    "prepend_path",
    "update_version",
]
