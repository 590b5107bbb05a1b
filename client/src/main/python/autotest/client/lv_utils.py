"""Logical volumes (LVM). Everything needs root and the programs of lvm2."""

import logging
import os
import re

from autotest.client.shared import error
from autotest.helpers import commands


def _run(line, *words):
    return commands.run(line % tuple(commands.sh_quote_word(str(word)) for word in words)).stdout


def vg_ramdisk(disk_size, vg_name, ramdisk_vg_size, ramdisk_basedir, ramdisk_sparse_filename,
               use_tmpfs=True):
    """Makes a volume group in memory: a file in a tmpfs, a loop device, the group (sizes in MB).

    TestError for a path as the size, which is no size of the file.
    """
    if disk_size and not str(disk_size).isdigit():
        raise error.TestError("making volume group %s: %r is no size in MB" % (vg_name, disk_size))
    directory = os.path.join(ramdisk_basedir, vg_name)
    image = os.path.join(directory, ramdisk_sparse_filename)
    os.makedirs(directory, exist_ok=True)
    device = ""
    try:
        if use_tmpfs:
            _run("mount -t tmpfs -o size=%sM tmpfs %s", ramdisk_vg_size, directory)
        _run("truncate -s %sM %s", disk_size or ramdisk_vg_size, image)
        device = _run("losetup --find --show %s", image).strip()
        _run("vgcreate %s %s", vg_name, device)
    except error.CmdError:
        vg_ramdisk_cleanup(image, directory, vg_name, device)
        raise
    return [image, directory, vg_name, device]


def vg_ramdisk_cleanup(ramdisk_filename=None, vg_ramdisk_dir=None, vg_name=None, loop_device=None):
    """Undoes `vg_ramdisk`, as far as it got; what fails is logged."""
    lines = []
    if vg_name and vg_check(vg_name):
        lines.append(("vgremove -f %s", vg_name))
    if loop_device:
        lines.append(("pvremove -ff -y %s", loop_device))
        lines.append(("losetup -d %s", loop_device))
    for line, word in lines:
        commands.run(line % commands.sh_quote_word(word), ignore_status=True)
    if ramdisk_filename and os.path.exists(ramdisk_filename):
        os.remove(ramdisk_filename)
    if vg_ramdisk_dir and os.path.ismount(vg_ramdisk_dir):
        commands.run("umount %s" % commands.sh_quote_word(vg_ramdisk_dir), ignore_status=True)
    if vg_ramdisk_dir and os.path.isdir(vg_ramdisk_dir):
        os.rmdir(vg_ramdisk_dir)


def vg_list():
    """{name: {"#PV": …, "#LV": …, "VSize": …, "VFree": …}} of all groups."""
    shown = _run("vgs --noheadings --separator , -o vg_name,pv_count,lv_count,vg_size,vg_free")
    groups = {}
    for line in shown.splitlines():
        words = [word.strip() for word in line.split(",")]
        groups[words[0]] = dict(zip(("#PV", "#LV", "VSize", "VFree"), words[1:]))
    return groups


def vg_check(vg_name):
    """True when there is a group of this name."""
    line = "vgdisplay %s" % commands.sh_quote_word(vg_name)
    return commands.run(line, ignore_status=True).exit_status == 0


def vg_create(vg_name, pv_list):
    """Makes a group of devices (one, or several with blanks)."""
    if vg_check(vg_name):
        raise error.TestError("Volume group '%s' already exists" % vg_name)
    _run("vgcreate %s " + pv_list, vg_name)


def vg_remove(vg_name):
    """Removes a group."""
    if not vg_check(vg_name):
        raise error.TestError("Volume group '%s' could not be found" % vg_name)
    _run("vgremove -f %s", vg_name)


def lv_list(vg_name=""):
    """{name: {"VG": …, "Attr": …, "LSize": …, "Origin": …}} of all volumes."""
    shown = _run("lvs --noheadings --separator , -o lv_name,vg_name,lv_attr,lv_size,origin " + vg_name)
    volumes = {}
    for line in shown.splitlines():
        words = [word.strip() for word in line.split(",")]
        volumes[words[0]] = dict(zip(("VG", "Attr", "LSize", "Origin"), words[1:]))
    return volumes


def lv_check(vg_name, lv_name):
    """True when a group has a volume of this name."""
    line = "lvdisplay %s" % commands.sh_quote_word("%s/%s" % (vg_name, lv_name))
    return commands.run(line, ignore_status=True).exit_status == 0


def lv_create(vg_name, lv_name, lv_size, force_flag=True):
    """Makes a volume of a size such as `1G`; one that is there is replaced when `force_flag`."""
    if not vg_check(vg_name):
        raise error.TestError("Volume group '%s' could not be found" % vg_name)
    if lv_check(vg_name, lv_name):
        if not force_flag:
            raise error.TestError("Logical volume '%s' already exists" % lv_name)
        lv_remove(vg_name, lv_name)
    _run("lvcreate -y --size %s --name %s %s", lv_size, lv_name, vg_name)


def lv_remove(vg_name, lv_name):
    """Removes a volume."""
    if not lv_check(vg_name, lv_name):
        raise error.TestError("Logical volume '%s' could not be found" % lv_name)
    _run("lvremove -f %s", "%s/%s" % (vg_name, lv_name))


def lv_take_snapshot(vg_name, lv_name, lv_snapshot_name, lv_snapshot_size):
    """Makes a snapshot of a volume."""
    if not lv_check(vg_name, lv_name):
        raise error.TestError("Snapshot's origin could not be found")
    _run("lvcreate -y --size %s --snapshot --name %s /dev/%s/%s",
         lv_snapshot_size, lv_snapshot_name, vg_name, lv_name)


def lv_revert(vg_name, lv_name, lv_snapshot_name):
    """Brings a volume back to its snapshot, which is used up by that."""
    if not lv_check(vg_name, lv_snapshot_name):
        raise error.TestError("Snapshot could not be found")
    shown = _run("lvconvert --merge %s", "%s/%s" % (vg_name, lv_snapshot_name))
    if re.search(r"can.t merge|will start|next activation", shown, re.I):
        logging.info("the volume is in use: activating it anew")
        lv_reactivate(vg_name, lv_name)


def lv_revert_with_snapshot(vg_name, lv_name, lv_snapshot_name, lv_snapshot_size):
    """Brings a volume back to its snapshot and makes the snapshot again."""
    lv_revert(vg_name, lv_name, lv_snapshot_name)
    lv_take_snapshot(vg_name, lv_name, lv_snapshot_name, lv_snapshot_size)


def lv_reactivate(vg_name, lv_name, timeout=10):
    """Takes a volume away and brings it back."""
    _run("lvchange -an %s", "%s/%s" % (vg_name, lv_name))
    _run("lvchange -ay %s", "%s/%s" % (vg_name, lv_name))


def lv_mount(vg_name, lv_name, mount_loc, create_filesystem=""):
    """Mounts a volume, after making a file system of a type on it if one is named."""
    device = "/dev/%s/%s" % (vg_name, lv_name)
    if create_filesystem:
        _run("mkfs -t %s %s", create_filesystem, device)
    _run("mount %s %s", device, mount_loc)


def lv_umount(vg_name, lv_name):
    """Unmounts a volume."""
    _run("umount %s", "/dev/%s/%s" % (vg_name, lv_name))
