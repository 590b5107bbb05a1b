"""Files that go to a machine and come from it."""

import os
import re
import shlex
import shutil
import tempfile
import threading

_PATTERN = re.compile(r"[*?\[]")
# A directory there goes with the connection that made it, of which each thread of each process has
# its own.
_OWN = threading.local()


class Files(object):
    """The methods of a host that move files. A transfer has an hour in all."""

    def send_file(self, source, dest, delete_dest=False, preserve_symlinks=False):
        """Sends a file or a directory, or a list of them, by the rules of `rsync -a`.

        Links arrive as what they point to, unless `preserve_symlinks`. With `delete_dest` nothing
        is left of what was where a directory arrives.
        """
        sources = _listed(source)
        if delete_dest:
            for one in sources:
                if os.path.isdir(_here(one)):
                    self._empty(_landing(_here(one), dest))
        for one in sources:
            self._ask("send_file", _here(one), dest, bool(preserve_symlinks))

    def _empty(self, directory):
        """What stands there in place of a directory is left to the transfer."""
        if not directory.strip("./"):
            raise ValueError(
                "the root and the home directory of a machine are not emptied; %r is one of them"
                % directory
            )
        path = shlex.quote(directory if directory.startswith("/") else "./" + directory)
        if directory.endswith("/") or self._good("[ ! -L %s ]" % path):
            script = "[ ! -d %s ] || find %s/ -mindepth 1 -maxdepth 1 -exec rm -rf -- {} +"
            self.run(script % (path, path))

    def get_file(self, source, dest, delete_dest=False, preserve_perm=True, preserve_symlinks=False):
        """Brings a file or a directory here, or a list of them, by the rules of `rsync -a`.

        Names may be patterns, such as `/var/log/*.log`. Several land below `dest`. Links and
        `delete_dest` are as with `send_file`. Of modes only `x` comes, whatever `preserve_perm` says.
        """
        found = [name for one in _listed(source) for name in self._matching(one)]
        if len(found) > 1:
            os.makedirs(_here(dest), exist_ok=True)
        if delete_dest:
            for one in found:
                if self._good("[ -d %s ]" % shlex.quote(one)):
                    _empty_here(_landing(one, _here(dest)))
        for one in found:
            self._ask("get_file", one, _here(dest), bool(preserve_symlinks))

    def _matching(self, name):
        """The files of a pattern; the name itself when it is none, is there, or fits nothing."""
        if not _PATTERN.search(name) or self.path_exists(name):
            return [name]
        return self.list_files_glob(name) or [name]

    def _input(self, given):
        """A file there that holds what a command shall read; its name is told by no other program."""
        text = given.read() if hasattr(given, "read") else given
        data = text if isinstance(text, bytes) else str(text).encode("utf-8", "surrogateescape")
        inputs = self._inputs()
        with tempfile.NamedTemporaryFile(prefix="stdin-") as file:
            file.write(data)
            file.flush()
            self._ask("send_file", file.name, inputs + "/", True)
            return os.path.join(inputs, os.path.basename(file.name))

    def _inputs(self):
        directories = _OWN.__dict__.setdefault("inputs", {})
        key = (os.getpid(), self.hostname)
        if key not in directories:
            directories[key] = self._ask("temporary_directory")
        return directories[key]

    def get_tmp_dir(self, parent="/tmp"):
        """Makes a directory there that is removed at the end."""
        if parent != "/tmp":
            directory = self.run_output(
                "mkdir -p %s && mktemp -d %s" % (shlex.quote(parent), shlex.quote(parent + "/autoserv-XXXXXX"))
            )
            self.tmp_dirs.append(directory)
            return directory
        return self._ask("temporary_directory")

    def delete_tmp_dir(self, tmpdir):
        """Removes one of them now."""
        self.run("rm -rf -- %s" % shlex.quote(tmpdir))
        if tmpdir in self.tmp_dirs:
            self.tmp_dirs.remove(tmpdir)


def _listed(source):
    return [source] if isinstance(source, str) else list(source)


def _here(path):
    """An absolute path, with the slash at its end when it has one."""
    slash = "/" if path.endswith("/") and path != "/" else ""
    return os.path.abspath(path) + slash


def _landing(source, dest):
    """Where the content of a directory arrives; with a slash at its end when that is `dest` itself."""
    if source.endswith("/"):
        return os.path.join(dest or ".", "")
    name = os.path.basename(source)
    if name in (".", ".."):
        raise ValueError("%r is a directory without a name; its content is named with a slash" % source)
    return os.path.join(dest, name)


def _empty_here(directory):
    if not os.path.isdir(directory) or (os.path.islink(directory) and not directory.endswith("/")):
        return
    for entry in os.scandir(directory):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            os.remove(entry.path)
