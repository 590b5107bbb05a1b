"""Lists, names, trees of files, and classes that fit no other subject."""

import importlib
import logging
import os
import re
import shutil
import time


def unique(llist):
    """The members of a list, each once, sorted."""
    return sorted(set(llist))


def difflist(list1, list2):
    """Members of the second list that are not in the first."""
    return [member for member in list2 if member not in list1]


def get_field(data, param, linestart="", sep=" "):
    """A word of a line in a text: the `param`-th (from 0) behind `linestart`; None when not there."""
    found = re.search(r"%s[ \t%s]*([^\n]*)" % (re.escape(linestart), re.escape(sep)), data)
    words = re.split("[%s]+" % re.escape(sep), found.group(1)) if found else []
    if param < len(words):
        return words[param]
    print("There is no field %d behind %r in %r" % (param, linestart, data))
    return None


def strip_unicode(input):
    """The value itself: texts are Unicode here."""
    return input


def format_str_for_message(sr):
    """A text with every line on a line of its own, the first behind an arrow, for log messages."""
    return "".join("\n     |  %s" % line for line in sr.splitlines()) if "\n" in sr else sr


def string_to_bitlist(data):
    """The bits of a text of one-byte characters, the highest of each first."""
    raw = data.encode("latin-1") if isinstance(data, str) else data
    return [byte >> shift & 1 for byte in raw for shift in range(7, -1, -1)]


def bitlist_to_string(data):
    """The text of a list of bits."""
    octets = [data[start : start + 8] for start in range(0, len(data), 8)]
    return "".join(chr(int("".join(str(bit) for bit in octet), 2)) for octet in octets)


def generate_random_string(length, ignore_str=None, convert_str=""):
    """Random letters and digits, and punctuation when `ignore_str` does not exclude it.

    What is in `convert_str` is put in with a backslash.
    """
    import secrets  # Rarely needed, and slow to import.
    import string

    ignored = string.punctuation if ignore_str is None else ignore_str
    pool = string.ascii_letters + string.digits + string.punctuation
    pool = [character for character in pool if character not in ignored]
    drawn = (secrets.choice(pool) for _ in range(length))
    return "".join("\\" + c if c in convert_str else c for c in drawn)


def generate_random_id():
    """A short random name, as those of virtual devices."""
    return "id" + generate_random_string(6)


def generate_tmp_file_name(file_name, ext=None, directory="/tmp/"):
    """A path that nothing has: the name, the time and random letters."""
    while True:
        made = "%s-%s-%s" % (
            file_name,
            time.strftime("%Y%m%d-%H%M%S"),
            generate_random_string(4),
        )
        path = os.path.join(directory, made + ("." + ext if ext else ""))
        if not os.path.exists(path):
            return path


def merge_trees(src, dest):
    """Puts a tree of files into another; where both have a file the source's text is appended."""
    if not os.path.exists(src):
        return
    if not os.path.exists(dest):
        (shutil.copytree if os.path.isdir(src) else shutil.copy2)(src, dest)
    elif os.path.isfile(src) and os.path.isfile(dest):
        with open(src, "rb") as source, open(dest, "ab") as target:
            shutil.copyfileobj(source, target)
    elif os.path.isdir(src) and os.path.isdir(dest):
        for name in sorted(os.listdir(src)):
            merge_trees(os.path.join(src, name), os.path.join(dest, name))


def safe_rmdir(path, timeout=10):
    """Removes a tree; a file that comes in between is removed by another try, until the time is over."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            return shutil.rmtree(path)
        except OSError:
            if time.monotonic() >= deadline or not os.path.exists(path):
                raise
            time.sleep(0.1)


def archive_as_tarball(source_dir, dest_dir, tarball_name=None, compression="bz2", verbose=True):
    """Packs a directory into `dest_dir/NAME.tar.bz2` (`gz`, `xz`, or '' for none); returns the path."""
    import tarfile

    source_dir = source_dir.rstrip("/")
    name = tarball_name or os.path.basename(source_dir)
    if not name.endswith(".tar" + ("." + compression if compression else "")):
        name += ".tar" + ("." + compression if compression else "")
    path = name if name.startswith("/") else os.path.join(dest_dir, name)
    with tarfile.open(path, "w:" + (compression or "")) as archive:
        archive.add(source_dir, os.path.basename(source_dir))
    if verbose:
        logging.debug("Archived %s as %s", source_dir, path)
    return path


def pickle_load(filename):
    """The object in a pickle file; only for files of one's own, for a pickle can run anything."""
    import pickle

    with open(filename, "rb") as source:
        return pickle.load(source)


def import_site_module(path, module, dummy=None, modulefile=None):
    """A module that a site may have added; `dummy` where there is none."""
    try:
        return importlib.import_module(module)
    except ImportError:
        return dummy


def import_site_symbol(path, module, name, dummy=None, modulefile=None):
    """A name of a module that a site may have added; `dummy` where there is none."""
    return getattr(import_site_module(path, module), name, dummy)


def import_site_class(path, module, classname, baseclass, modulefile=None):
    """A class that a site may have added; the base class where there is none."""
    return import_site_symbol(path, module, classname, baseclass)


import_site_function = import_site_symbol


class VersionableClass(object):
    """Picks, among the classes that derive from one, that which is right for a version.

    A base has `get_version()`; each version of it `is_right_version(version)`.
    `Base.factory(…)` makes an object of the right one.
    """

    @classmethod
    def get_version(cls):
        """The version that is there."""
        raise NotImplementedError("%s has no get_version()" % cls.__name__)

    @classmethod
    def is_right_version(cls, version):
        """True when the class is for that version."""
        return False

    @classmethod
    def factory(cls, *args, **dargs):
        """An object of the first class below this one that is right; of this one when none is."""
        version = cls.get_version()
        waiting = list(cls.__subclasses__())
        while waiting:
            kind = waiting.pop(0)
            if kind.is_right_version(version):
                return kind(*args, **dargs)
            waiting += kind.__subclasses__()
        return cls(*args, **dargs)


__all__ = [
    name for name, value in list(globals().items())
    if name[0] != "_" and getattr(value, "__module__", None) == __name__
]
