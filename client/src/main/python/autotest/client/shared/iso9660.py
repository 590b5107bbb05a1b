"""Reading files out of an ISO 9660 image, with whichever program this machine has."""

import os
import shutil
import tempfile

from autotest.client.shared import error
from autotest.helpers import commands


class BaseIso9660(object):
    """An image by its path; `read` gives a file's content, `copy` writes it somewhere."""

    def __init__(self, path):
        self.path = path
        if not os.path.isfile(path):
            raise error.TestError("opening image %s: there is no such file" % path)

    def read(self, path):
        """The content of a file of the image, as bytes."""
        with tempfile.TemporaryDirectory() as directory:
            target = os.path.join(directory, "file")
            self.copy(path, target)
            with open(target, "rb") as source:
                return source.read()

    def copy(self, src, dst):
        """Copies a file of the image to a path."""
        raise NotImplementedError

    def close(self):
        """Gives back what reading took."""


class Iso9660IsoInfo(BaseIso9660):
    """With `isoinfo`, which needs no rights."""

    def copy(self, src, dst):
        """Copies a file of the image to a path."""
        words = (commands.sh_quote_word(w) for w in (self.path, "/" + src.lstrip("/"), dst))
        commands.run("isoinfo -R -i %s -x %s > %s" % tuple(words))
        if os.path.getsize(dst) == 0:
            words = (commands.sh_quote_word(w) for w in (self.path, "/" + src.lstrip("/"), dst))
            commands.run("isoinfo -J -i %s -x %s > %s" % tuple(words))


class Iso9660Bsdtar(BaseIso9660):
    """With `bsdtar`, which needs no rights."""

    def copy(self, src, dst):
        """Copies a file of the image to a path."""
        words = (commands.sh_quote_word(w) for w in (self.path, src.lstrip("/"), dst))
        commands.run("bsdtar -xOf %s %s > %s" % tuple(words))


class Iso9660Mount(BaseIso9660):
    """By mounting it; needs root."""

    def __init__(self, path):
        BaseIso9660.__init__(self, path)
        self.mnt_dir = tempfile.mkdtemp(prefix="autotest-iso9660-")
        words = (commands.sh_quote_word(w) for w in (path, self.mnt_dir))
        commands.run("mount -t iso9660 -o loop,ro %s %s" % tuple(words))

    def copy(self, src, dst):
        """Copies a file of the image to a path."""
        shutil.copyfile(os.path.join(self.mnt_dir, src.lstrip("/")), dst)

    def close(self):
        """Unmounts it."""
        if os.path.ismount(self.mnt_dir):
            commands.run("umount %s" % commands.sh_quote_word(self.mnt_dir))
        shutil.rmtree(self.mnt_dir, ignore_errors=True)


def iso9660(path):
    """An image with the first way that this machine has; None when it has none."""
    for program, kind in (("isoinfo", Iso9660IsoInfo), ("bsdtar", Iso9660Bsdtar)):
        if shutil.which(program):
            return kind(path)
    return Iso9660Mount(path) if os.geteuid() == 0 else None
