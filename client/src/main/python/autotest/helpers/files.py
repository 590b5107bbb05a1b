"""Small files, keyval files, and what the file system has room for."""

import os
import re
import shutil

_KEY = re.compile(r"^[-.\w]+$")
_INTEGER = re.compile(r"^\d+$")
# Bytes that are no UTF-8 are read and written as they are.
_AS_IT_IS = "surrogateescape"
_FLOAT = re.compile(r"^\d+\.\d+$")


def read_one_line(filename):
    """The first line of a file, without its newline."""
    with open(filename, errors=_AS_IT_IS) as source:
        return source.readline().rstrip("\n")


def read_file(filename):
    """The whole text of a file."""
    with open(filename, errors=_AS_IT_IS) as source:
        return source.read()


def write_one_line(filename, line):
    """Replaces a file by one line; a newline is added when it has none."""
    open_write_close(filename, str(line).rstrip("\n") + "\n")


def open_write_close(filename, data):
    """Replaces the content of a file."""
    if isinstance(data, bytes):
        with open(filename, "wb") as target:
            target.write(data)
    else:
        with open(filename, "w", errors=_AS_IT_IS) as target:
            target.write(data)


def read_keyval(path):
    """The entries of a keyval file, or of `keyval` in a directory; a missing file has none.

    Text after `#` is a comment; digits become an int, digits with a point a float; the last of
    several entries with one name wins. A line without a name raises ValueError.
    """
    if os.path.isdir(path):
        path = os.path.join(path, "keyval")
    keyval = {}
    if not os.path.exists(path):
        return keyval
    with open(path, errors=_AS_IT_IS) as source:
        for line in source:
            line = re.sub(r"#.*", "", line).rstrip()
            if not line:
                continue
            key, equals, value = line.partition("=")
            if not equals or not _KEY.match(key):
                raise ValueError("reading keyval %s: invalid line %r" % (path, line))
            keyval[key] = _number_or_text(value)
    return keyval


def _number_or_text(value):
    if _INTEGER.match(value):
        return int(value)
    if _FLOAT.match(value):
        return float(value)
    return value


def keyval_lines(dictionary, type_tag=None):
    """The lines of a keyval file, sorted by name: `name=value`, or `name{tag}=value`.

    A name has letters, digits, `_`, `-` and `.` only, else ValueError. A line break in a value
    is written as a backslash and an n, so that it cannot be read as another entry.
    """
    lines = []
    for key in sorted(dictionary):
        if not _KEY.match(str(key)):
            raise ValueError("Invalid key: %s" % key)
        value = str(dictionary[key]).replace("\r\n", "\n").replace("\n", "\\n")
        tag = "{%s}" % type_tag if type_tag else ""
        lines.append("%s%s=%s\n" % (key, tag, value))
    return lines


def write_keyval(path, dictionary, type_tag=None, tap_report=None):
    """Appends entries to a keyval file, or to `keyval` in a directory.

    `type_tag` is `perf` or `attr`. `tap_report` is an object with `record_keyval(path, dictionary,
    type_tag)`, told of the entries too.
    """
    if os.path.isdir(path):
        path = os.path.join(path, "keyval")
    if type_tag not in (None, "perf", "attr"):
        raise ValueError("Invalid type tag: %s" % type_tag)
    with open(path, "a", errors=_AS_IT_IS) as target:
        target.write("".join(keyval_lines(dictionary, type_tag)))
    if tap_report is not None:
        tap_report.record_keyval(path, dictionary, type_tag=type_tag)


def freespace(path):
    """Free bytes, for an ordinary user, of the file system that holds a path."""
    stat = os.statvfs(path)
    return stat.f_bavail * stat.f_frsize


def disk_block_size(path):
    """Bytes of one block of the file system that holds a path."""
    return os.statvfs(path).f_bsize


def force_copy(source, target):
    """Copies a file over another, which may be there already."""
    if os.path.isfile(target):
        os.remove(target)
    shutil.copyfile(source, target)


def force_link(source, target):
    """Makes a hard link, in the place of a file that may be there already."""
    if os.path.isfile(target):
        os.remove(target)
    os.link(source, target)


def file_contains_pattern(filename, pattern):
    """True when a line of the file matches the regular expression."""
    with open(filename, errors="replace") as source:
        return any(re.search(pattern, line) for line in source)


def grep(pattern, filename):
    """True when a line of the file, which may be gzip'ed, matches the regular expression."""
    with open_text(filename) as source:
        return any(re.search(pattern, line) for line in source)


def open_text(filename):
    """A file of text open for reading; what is gzip'ed (`.gz`) is unpacked."""
    if not filename.endswith(".gz"):
        return open(filename, errors="replace")
    import gzip  # Slow to import, rarely needed.

    return gzip.open(filename, "rt", errors="replace")


def list_grep(lines, pattern):
    """True when one of the texts matches the regular expression."""
    return any(re.search(pattern, line) for line in lines)


__all__ = [
    "disk_block_size",
    "file_contains_pattern",
    "force_copy",
    "force_link",
    "freespace",
    "grep",
    "list_grep",
    "open_write_close",
    "read_file",
    "read_keyval",
    "read_one_line",
    "write_keyval",
    "write_one_line",
]
