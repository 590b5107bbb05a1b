"""The helpers of server-side control files: those of tests, and a few more."""

import os
import shutil
import tempfile
import urllib.request

from autotest.client.shared import error
from autotest.client.shared.utils import *
from autotest.helpers.commands import run, sh_escape, sh_quote_word, system

_temporary = []


def form_ntuples_from_machines(machines, n=2, mapping_func=None):
    """(groups of `n` machines, machines that are left); with a function, of those it maps together."""
    kinds = {}
    for machine in machines:
        kinds.setdefault(mapping_func(machine) if mapping_func else None, []).append(machine)
    groups, left = [], []
    for alike in kinds.values():
        whole = len(alike) - len(alike) % n
        groups += [tuple(alike[i : i + n]) for i in range(0, whole, n)]
        left += alike[whole:]
    return groups, left


def parse_machine(machine, user="", passwd="", port=0, profile=""):
    """(host, user, password, port, profile) of `user:password@host#profile:port`."""
    login, _, place = machine.rpartition("@")
    if login:
        user, _, given = login.partition(":")
        passwd = given or passwd
    if ":" in place:
        place, _, given = place.partition(":")
        given, _, later = given.partition("#")
        port, profile = int(given), later or profile
    place, _, given = place.partition("#")
    if not place or (login and not user):
        raise ValueError("'%s' is no machine" % machine)
    return place, user, passwd, port, given or profile


def get_server_dir():
    """Where this package is."""
    return os.path.dirname(os.path.abspath(__file__))


def scp_remote_escape(filename):
    """A name as a shell on the other side reads it back; globbing is left to it."""
    return "".join("\\" + c if c in " !#$&'\"()*;<>?[\\]`{|}~\t" else c for c in filename)


def unarchive(host, source_material):
    """Unpacks an archive that is on a machine; the path of what was in it, or of what it was."""
    kinds = {".tar.gz": "xzf", ".tgz": "xzf", ".tar.bz2": "xjf", ".tbz2": "xjf", ".tar": "xf"}
    for suffix, flags in kinds.items():
        if source_material.endswith(suffix):
            there = os.path.dirname(source_material) or "."
            words = (sh_quote_word(there), flags, sh_quote_word(os.path.basename(source_material)))
            host.run("cd %s && tar %s %s" % words)
            return source_material[: -len(suffix)]
    return source_material


def get_sync_control_file(*args, **dargs):
    """AutoservUnsupportedError: parts of a control file start in step without it."""
    raise error.AutoservUnsupportedError(
        "get_sync_control_file: begin the control files of the clients with"
        " job.barrier(host, tag, timeout).rendezvous(*hosts), and run them by parallel_simple"
    )


def find_pid(program):
    """The number of a process of this name here; None when there is none."""
    found = run("pgrep -o -x -- %s" % sh_quote_word(program), ignore_status=True).stdout.split()
    return int(found[0]) if found else None


def nohup(command, stdout="/dev/null", stderr="/dev/null", background=True, env={}):
    """Runs a command that outlives this process."""
    exports = "".join("%s=%s " % (n, sh_quote_word(str(v))) for n, v in env.items())
    words = (exports, command, sh_quote_word(stdout), sh_quote_word(stderr))
    system("%snohup %s >%s 2>%s </dev/null" % words + (" &" if background else ""))


def get_tmp_dir():
    """A directory that is removed when this process ends."""
    if not _temporary:
        import atexit

        atexit.register(_remove)
    directory = tempfile.mkdtemp(prefix="autoserv-")
    _temporary.append((os.getpid(), directory))
    return directory


def _remove():
    for pid, directory in _temporary:
        if pid == os.getpid():
            shutil.rmtree(directory, ignore_errors=True)


def get(location, local_copy=False):
    """The path of a file here: of a path, a URL, an open file, or the text itself.

    With `local_copy`, and for all but paths, it is a copy in a directory of its own.
    """
    if hasattr(location, "read"):
        return _written(location.read(), "file")
    if isinstance(location, str) and location.startswith(("http://", "https://", "ftp://")):
        name = location.rstrip("/").rpartition("/")[2] or "file"
        path = os.path.join(get_tmp_dir(), name)
        with urllib.request.urlopen(location, timeout=60) as source, open(path, "wb") as target:
            shutil.copyfileobj(source, target)
        return path
    if os.path.exists(os.path.abspath(location)):
        if not local_copy:
            return os.path.abspath(location) + ("/" if location.endswith("/") else "")
        path = os.path.join(get_tmp_dir(), os.path.basename(location.rstrip("/")))
        (shutil.copytree if os.path.isdir(location) else shutil.copy2)(location, path)
        return path
    return _written(location, "file")


def _written(text, name):
    path = os.path.join(get_tmp_dir(), name)
    with open(path, "wb") as target:
        target.write(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path
