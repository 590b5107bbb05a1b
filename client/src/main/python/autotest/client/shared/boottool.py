"""The boot loader of the machine: what it can boot, and what it boots next.

The harness does the work, with grubby, with GRUB's own programs, or with systemd-boot.
"""

from autotest.client.shared import error


class boottool(object):
    """`job.bootloader`. Entries are named by their title, or by their number from 0."""

    def __init__(self, job):
        self._job = job

    def _call(self, name, *args):
        return self._job._call("boot." + name, *args)

    def get_bootloader(self):
        """`grubby`, `grub` or `systemd-boot`; JobError when there is none of them."""
        return self._call("name")

    get_type = get_bootloader

    def get_architecture(self):
        """The machine name of the kernel."""
        import os

        return os.uname().machine

    def get_titles(self):
        """The titles of all entries."""
        return [entry["title"] for entry in self._call("entries")]

    def get_entries(self):
        """All entries by their numbers: dictionaries of title, kernel, initrd, root, args."""
        return dict(enumerate(self._call("entries")))

    def get_entry(self, search_info):
        """One entry; {} when there is none."""
        for number, entry in self.get_entries().items():
            if str(search_info) in (str(number), entry["title"]):
                return entry
        return {}

    def get_title_for_kernel(self, path):
        """The title of the entry with this kernel; JobError when there is none."""
        for entry in self._call("entries"):
            if entry["kernel"] == path or entry["kernel"] == path.replace("/boot", "", 1):
                return entry["title"]
        raise error.JobError("looking for an entry with kernel %s: there is none" % path)

    def get_default_title(self):
        """The title of the entry that is booted when nobody says otherwise, or None."""
        return self._call("default")

    def get_default_index(self):
        """The number of that entry; 0 when it cannot be told."""
        titles = self.get_titles()
        default = self.get_default_title()
        return titles.index(default) if default in titles else 0

    get_default = get_default_index

    def set_default(self, kernel):
        """Boots an entry from now on."""
        self._call("set_default", kernel)

    def set_default_by_index(self, index):
        """The same by its number."""
        self._call("set_default", str(index))

    def add_kernel(self, path, title="autoserv", root=None, args=None, initrd=None, **ignored):
        """Makes a kernel bootable; an entry of the same title is replaced."""
        self._call("add", path, title, root or "", args or "", initrd or "")

    def remove_kernel(self, kernel):
        """Takes an entry away."""
        self._call("remove", kernel)

    def add_args(self, kernel, args):
        """Adds words to an entry's command line."""
        self._call("add_args", kernel, args)

    def remove_args(self, kernel, args):
        """Takes words off an entry's command line."""
        self._call("remove_args", kernel, args)

    def boot_once(self, title=None):
        """Boots an entry the next time, and only then."""
        if title:
            self._call("once", title)
