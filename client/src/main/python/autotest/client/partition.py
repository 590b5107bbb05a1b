"""Partitions of disks: making, mounting and checking file systems on them. Needs root.

Each mkfs, mount, umount and fsck is an entry of the status log, with its command line.
"""

import logging
import os
import re

from autotest.client.shared import error
from autotest.helpers import commands, files

SWAP_TYPES = ("82", "0657fd6d-a4ab-43c4-84e5-0933c84b4f4f")


class FsOptions(object):
    """How a file system is to be made and mounted."""

    def __init__(self, fstype, fs_tag, mkfs_flags=None, mount_options=None):
        if not fstype or not fs_tag:
            raise ValueError("a fstype and fs_tag are required")
        self.fstype = fstype
        self.fs_tag = fs_tag
        self.mkfs_flags = mkfs_flags or ""
        self.mount_options = mount_options or ""

    def __str__(self):
        return "FsOptions(fstype=%r, fs_tag=%r, mkfs_flags=%r, mount_options=%r)" % (
            self.fstype,
            self.fs_tag,
            self.mkfs_flags,
            self.mount_options,
        )


def list_mount_devices():
    """The devices that are mounted or used for swapping."""
    found = [line.split()[0] for line in files.read_file("/proc/mounts").splitlines()]
    swaps = [line.split()[0] for line in files.read_file("/proc/swaps").splitlines()[1:]]
    return [path for path in found + swaps if path.startswith("/")]


def list_mount_points():
    """The directories on which something is mounted."""
    lines = files.read_file("/proc/mounts").splitlines()
    return [line.split()[1].replace("\\040", " ") for line in lines]


def get_mount_info(partition_list=()):
    """A set of (UUID or device, directory) of what is mounted from a device."""
    uuids = {}
    directory = "/dev/disk/by-uuid"
    if os.path.isdir(directory):
        for uuid in os.listdir(directory):
            uuids[os.path.realpath(os.path.join(directory, uuid))] = uuid
    found = set()
    for line in files.read_file("/proc/mounts").splitlines():
        device, where = line.split()[:2]
        if device.startswith("/dev/"):
            found.add((uuids.get(os.path.realpath(device), device), where))
    return found


def is_valid_partition(device):
    """True for the name of a partition: sda1, nvme0n1p2, mmcblk0p1."""
    return bool(re.search(r"([a-z]d[a-z]+\d+|(nvme\d+n\d+|mmcblk\d+)p\d+)$", device))


def is_valid_disk(device):
    """True for the name of a whole disk: sda, nvme0n1, mmcblk0."""
    return bool(re.search(r"(^|/)([a-z]d[a-z]+|nvme\d+n\d+|mmcblk\d+)$", device))


def is_linux_fs_type(device):
    """True when blkid finds a file system, or nothing, on a device; False for swap and the like."""
    line = "blkid -o value -s TYPE %s" % commands.sh_quote_word(device)
    kind = commands.system_output(line, ignore_status=True, verbose=False)
    return kind not in ("swap", "LVM2_member", "linux_raid_member", "crypto_LUKS")


def get_partition_list(
    job, min_blocks=0, filter_func=None, exclude_swap=True, open_func=open
):
    """The partitions of at least `min_blocks` kB for which `filter_func(partition)` is true."""
    active_swap = {line.split()[0] for line in open_func("/proc/swaps").read().splitlines()[1:]}
    found = []
    for line in open_func("/proc/partitions").read().splitlines():
        words = line.split()
        if len(words) != 4 or not words[2].isdigit() or not is_valid_partition(words[3]):
            continue
        device = "/dev/" + words[3]
        if exclude_swap and device in active_swap:
            continue
        if min_blocks and int(words[2]) < min_blocks:
            continue
        made = partition(job, device)
        if not filter_func or filter_func(made):
            found.append(made)
    return found


def get_unmounted_partition_list(root_part=None, job=None, min_blocks=0, filter_func=None,
                                 exclude_swap=True, open_func=open):
    """Like `get_partition_list`, without those that are mounted, and without `root_part`."""
    mounted = {os.path.realpath(path) for path in list_mount_devices()}
    return [
        made
        for made in get_partition_list(job, min_blocks, filter_func, exclude_swap, open_func)
        if os.path.realpath(made.device) not in mounted and made.device != root_part
    ]


def filter_partition_list(partitions, devnames):
    """Those whose device has one of the names, in the order of the names."""
    by_name = {os.path.basename(made.device): made for made in partitions}
    return [by_name[name] for name in devnames if name in by_name]


def parallel(partitions, method_name, *args, **dargs):
    """Calls a method of several partitions at the same time, in processes of their own."""
    job = partitions[0].job
    job.parallel(*[[lambda made=made: getattr(made, method_name)(*args, **dargs)]
                   for made in partitions])


def filesystems():
    """The file systems the kernel has, that live on devices."""
    lines = files.read_file("/proc/filesystems").splitlines()
    return [line.split()[-1] for line in lines if not line.startswith("nodev")]


def run_test_on_partitions(job, test, partitions, mountpoint_func, tag, fs_opt, do_fsck=True,
                           **dargs):
    """Runs a test with file systems made on several partitions, then checks those.

    The test gets the devices as `partitions` and the first directory as `dir`, if it takes them.
    """
    for made in partitions:
        made.set_fs_options(fs_opt)
        made.setup_before_test(mountpoint_func)
    words = {"partitions": [made.device for made in partitions],
             "dir": mountpoint_func(partitions[0])}
    try:
        job.run_test(test, tag="%s.%s" % (tag, fs_opt.fs_tag) if tag else fs_opt.fs_tag,
                     **_offered(words), **dargs)
    finally:
        for made in partitions:
            made.run_after_test(do_fsck)


def _offered(words):
    """Arguments that a test gets when one of its phases takes them."""
    return dict(words, **{"$optional": sorted(words)})


class partition(object):
    """One partition; with `loop_size` (MB) a file, which is made and becomes a device."""

    def __init__(self, job, device, loop_size=0, mountpoint=None):
        self.device = device
        self.name = os.path.basename(device)
        self.job = job
        self.loop = loop_size
        self.fstype = None
        self.mountpoint = mountpoint
        self.mkfs_flags = None
        self.mount_options = None
        self.fs_tag = None
        self._image = device
        if loop_size:
            word = commands.sh_quote_word(device)
            commands.system("truncate -s %dM %s" % (loop_size, word))
            self._note("loop", device)
            self.device = commands.system_output("losetup --find --show %s" % word)

    def __repr__(self):
        return "<Partition: %s>" % self.device

    def set_fs_options(self, fs_options):
        """Sets type, flags of mkfs, options of mount and tag at once."""
        self.fstype = fs_options.fstype
        self.mkfs_flags = fs_options.mkfs_flags
        self.mount_options = fs_options.mount_options
        self.fs_tag = fs_options.fs_tag

    def _note(self, verb, what, at=""):
        """Has the harness note it, so that it is undone when the client is killed."""
        if self.job:
            self.job._call("job.note_mount", verb, os.path.abspath(what), at and os.path.abspath(at))

    def _recorded(self, line, record, worst=0):
        """Runs a command that must not exit above `worst`; the line is the operation."""
        result = commands.run(line, ignore_status=True)
        good = 0 <= result.exit_status <= worst
        if record and self.job:
            reason = "" if good else str(error.CmdError(line, result, "Command failed"))
            self.job.record("GOOD" if good else "FAIL", None, line, reason)
        if not good:
            raise error.CmdError(line, result, "Command returned non-zero exit status")
        return result

    def mkfs_exec(self, fstype):
        """The program that makes a file system; NameError when there is none."""
        import shutil

        for name in ("mkfs." + fstype, "mkfs"):
            if shutil.which(name):
                return name
        raise NameError("Error creating partition for filesystem type %s" % fstype)

    def mkfs(self, fstype=None, args="", record=True):
        """Makes a file system, whatever was there before; ext2 unless told otherwise."""
        if list_mount_devices().count(self.device):
            raise NameError("Attempted to format mounted partition %s" % self.device)
        fstype = fstype or self.fstype or "ext2"
        words = ["mkfs", "-t", fstype]
        words += {"ext2": ["-q", "-F"], "ext3": ["-q", "-F"], "ext4": ["-q", "-F"],
                  "xfs": ["-f"], "btrfs": ["-f"], "reiserfs": ["-q"]}.get(fstype, [])
        words += [word for word in (self.mkfs_flags, args) if word]
        self._recorded(" ".join(words + [self.device]), record)
        self.fstype = fstype

    def get_fsck_exec(self):
        """The program that checks a file system."""
        return "fsck"

    def fsck(self, args="-fy", record=True):
        """Checks the file system; mending something is no failure."""
        line = " ".join(word for word in ("fsck", args, self.device) if word)
        self._recorded(line, record, worst=1)

    def get_mountpoint(self, open_func=open, filename=None):
        """Where it is mounted, or None."""
        with open_func(filename or "/proc/mounts") as source:
            for line in source:
                words = line.split()
                if words[:1] == [self.device]:
                    return words[1].replace("\\040", " ")
        return None

    def mount(self, mountpoint=None, fstype=None, args="", record=True):
        """Mounts it at a directory, which is made when it is not there."""
        mountpoint = mountpoint or self.mountpoint
        if self.device in list_mount_devices():
            raise NameError("Attempted to mount mounted device %s" % self.device)
        if os.path.ismount(mountpoint):
            raise NameError("Attempted to mount busy directory %s" % mountpoint)
        os.makedirs(mountpoint, exist_ok=True)
        fstype = fstype or self.fstype
        words = ["mount"] + (["-t", fstype] if fstype else [])
        words += ["-o " + self.mount_options] if self.mount_options else []
        words += [word for word in (args, self.device, mountpoint) if word]
        self._note("mount", self.device, mountpoint)
        try:
            self._recorded(" ".join(words), record)
        except error.CmdError:
            self._note("unmount", self.device, mountpoint)
            raise
        self.mountpoint = mountpoint

    def unmount(self, ignore_status=False, record=True):
        """Unmounts it, in the end also when it is in use; what is not mounted is a FAIL entry."""
        mountpoint = self.get_mountpoint()
        if not mountpoint:
            if record and self.job and not ignore_status:
                line = "umount %s" % self.device
                self.job.record("FAIL", None, line, "%s is not mounted" % self.device)
            return
        try:
            self._recorded("umount %s" % mountpoint, record)
        except error.CmdError:
            self.unmount_force()
        self._note("unmount", self.device, mountpoint)

    def unmount_force(self):
        """Takes it out of the tree at once; what uses it keeps it until it is done."""
        mountpoint = self.get_mountpoint()
        if mountpoint:
            logging.info("%s is in use: unmounting it all the same", mountpoint)
            commands.system("umount -l %s" % mountpoint)

    def wipe(self):
        """Removes every file."""
        wipe_filesystem(self.job, self.mountpoint)

    def close(self):
        """Unmounts it, and gives back the loop device if it is a file."""
        self.unmount(ignore_status=True)
        if self.loop:
            commands.system("losetup -d %s" % self.device)
            self._note("unloop", self._image)
            self.loop = 0

    def get_io_scheduler_list(self, device_name):
        """The schedulers a disk can have."""
        text = files.read_one_line(self.__scheduler_path(device_name))
        return text.replace("[", "").replace("]", "").split()

    def get_io_scheduler(self, device_name):
        """The scheduler a disk has; '' for none."""
        found = re.search(r"\[(.*)\]", files.read_one_line(self.__scheduler_path(device_name)))
        return found.group(1) if found else ""

    def set_io_scheduler(self, device_name, name):
        """Gives a disk a scheduler."""
        if name not in self.get_io_scheduler_list(device_name):
            raise NameError("No such IO scheduler: %s" % name)
        files.write_one_line(self.__scheduler_path(device_name), name)

    @staticmethod
    def __scheduler_path(device_name):
        return "/sys/block/%s/queue/scheduler" % device_name

    def setup_before_test(self, mountpoint_func):
        """Makes a fresh file system and mounts it at `mountpoint_func(self)`."""
        mountpoint = mountpoint_func(self)
        if not mountpoint:
            raise ValueError("Don't know where to put this partition")
        self.unmount(ignore_status=True, record=False)
        self.mkfs()
        self.mount(mountpoint)

    def run_after_test(self, do_fsck):
        """Unmounts it, unless the test has, and checks it."""
        self.unmount(ignore_status=True)
        if do_fsck:
            self.fsck()

    def run_test(self, test, **dargs):
        """Runs a test in its directory, which it gets as `dir` if it takes that."""
        self.job.run_test(test, **_offered({"dir": self.mountpoint}), **dargs)

    def run_test_on_partition(self, test, mountpoint_func, **dargs):
        """Makes a fresh file system, runs a test on it, checks it; a group of its own."""
        tag = dargs.pop("tag", None)

        def func(test_tag, dir=None, **inner):
            self.setup_before_test(mountpoint_func)
            try:
                words = _offered({"dir": mountpoint_func(self)})
                self.job.run_test(test, tag=test_tag, **words, **inner)
            finally:
                self.run_after_test(True)

        test_tag = ".".join(part for part in (tag, self.name, self.fs_tag) if part)
        self.job.run_group(func, tag="%s.%s" % (test, test_tag), test_tag=test_tag, **dargs)


def wipe_filesystem(job, mountpoint):
    """Removes every file of a file system, which stays mounted."""
    line = "find %s -xdev -mindepth 1 -delete" % commands.sh_quote_word(mountpoint)
    try:
        commands.system(line)
    except error.CmdError as failed:
        job.record("FAIL", None, line, str(failed))
        raise
    job.record("GOOD", None, line)


class virtual_partition(object):
    """A file with a partition in it: `device` is that partition. The size is in bytes."""

    def __init__(self, file_img, file_size):
        self.img = file_img
        self.loop = None
        word = commands.sh_quote_word(file_img)
        commands.system("truncate -s %d %s" % (file_size, word))
        commands.run("sfdisk %s" % word, stdin="type=83\n", stderr_is_expected=True)
        found = re.search(r"start=\s*(\d+)", commands.system_output("sfdisk --dump %s" % word))
        # A loop device of that part of the file needs neither udev nor partitions of loop devices.
        offset = 512 * int(found.group(1))
        self.loop = commands.system_output("losetup --find --show --offset %d %s" % (offset, word))
        self.device = self.loop

    def destroy(self):
        """Gives the loop device back and removes the file."""
        if self.loop:
            commands.system("losetup -d %s" % self.loop)
            self.loop = None
        if os.path.exists(self.img):
            os.remove(self.img)
