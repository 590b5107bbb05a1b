"""Getting files: from a path, or over http, https, ftp and git."""

import logging
import os
import re
import shutil

from autotest.client.shared import error
from autotest.helpers import commands

_URL = re.compile(r"^(?:http|https|ftp|git)://[^/]*(?P<path>[^?#]*)", re.IGNORECASE)


def is_url(path):
    """True for an http, https, ftp or git URL."""
    return _URL.match(str(path)) is not None


def _file_name(url):
    """The last part of a URL's path, with which the file is kept."""
    match = _URL.match(url)
    return os.path.basename(match.group("path") if match else url) or "download"


def urlopen(url, data=None, timeout=5):
    """Opens a URL; no answer for `timeout` seconds is an error."""
    import urllib.request  # Costs more than the rest of this package; few tests need it.

    return urllib.request.urlopen(url, data=data, timeout=timeout)


def urlretrieve(url, filename, data=None, timeout=300):
    """Saves what a URL gives to a file; the file appears only when it is whole."""
    partial = "%s.part" % filename
    try:
        with urlopen(url, data=data, timeout=timeout) as source, open(partial, "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        os.replace(partial, filename)
    except OSError:
        if os.path.exists(partial):
            os.remove(partial)
        raise


def get_file(src, dest, permissions=None):
    """Copies a local file, or fetches a URL, to `dest`; nothing happens when both are the same."""
    if src == dest:
        return None
    if is_url(src):
        urlretrieve(src, dest)
    else:
        shutil.copyfile(src, dest)
    if permissions:
        os.chmod(dest, permissions)
    return dest


def unmap_url(srcdir, src, destdir="."):
    """The path of a file a test needs: `src` below `srcdir`, or fetched into `destdir` if a URL."""
    if is_url(src):
        name = _file_name(src)
        return get_file(src, os.path.join(destdir, name))
    return os.path.join(srcdir, src)


def unmap_url_cache(cachedir, url, expected_hash, method="md5"):
    """The path of a fetched file whose hash is right; kept in `cachedir` for the next time.

    A file with another hash is fetched anew, twice at most; then TestError.
    """
    os.makedirs(cachedir, exist_ok=True)
    name = _file_name(url)
    path = os.path.join(cachedir, name)
    found = None
    for attempt in range(3):
        if os.path.isfile(path):
            found = hash_file(path, method=method)
            if found == expected_hash:
                return path
            logging.warning("%s has %s %s, not %s", path, method, found, expected_hash)
        if attempt < 2:
            get_file(url, path)
    raise error.TestError(
        "fetching %s: %s is %s, not the expected %s" % (url, method, found, expected_hash)
    )


def hash_file(filename, size=None, method="md5"):
    """The hash of a file, or of its first `size` bytes, as hexadecimal digits."""
    digest = hash(method)
    left = os.path.getsize(filename) if not size else size
    with open(filename, "rb") as source:
        while left > 0:
            data = source.read(min(1 << 20, left))
            if not data:
                break
            digest.update(data)
            left -= len(data)
    return digest.hexdigest()


def hash(hashtype, value=None):
    """A hash object of a kind (`md5`, `sha1`, any of hashlib), fed with `value` when given."""
    import hashlib

    if hashtype not in hashlib.algorithms_available:
        raise ValueError("Unsupported hash type %s" % hashtype)
    digest = hashlib.new(hashtype)
    if value:
        digest.update(value.encode("utf-8") if isinstance(value, str) else value)
    return digest


def get_hash_from_file(hash_path, dvd_basename):
    """The hash that a list such as MD5SUM gives for a file name, or None."""
    with open(hash_path) as source:
        for line in source:
            if dvd_basename in line:
                return line.split()[0]
    return None


def check_remote_file(url):
    """True when a URL gives an answer."""
    try:
        urlopen(url).close()
    except OSError as failure:
        logging.debug("%s: %s", url, failure)
        return False
    return True




def get_relative_path(path, reference):
    """A path as seen from a reference directory, both absolute."""
    return os.path.relpath(path, reference)




__all__ = [
    "check_remote_file",
    "get_file",
    "get_hash_from_file",
    "get_relative_path",
    "hash",
    "hash_file",
    "is_url",
    "unmap_url",
    "unmap_url_cache",
    "urlopen",
    "urlretrieve",
]
