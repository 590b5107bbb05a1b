package org.autotest.client.machine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The command lines that partitions take. Pure: nothing is run here.
public final class PartitionCommands {
  private PartitionCommands() {}

  /// Makes a file system, whatever was there before.
  public static List<String> mkfs(String type, String device, String... args) {
    List<String> argv = new ArrayList<>(List.of("mkfs", "-t", type));
    switch (type) {
      case "ext2", "ext3", "ext4" -> argv.addAll(List.of("-q", "-F"));
      case "xfs", "btrfs" -> argv.add("-f");
      case "reiserfs" -> argv.add("-q");
      default -> {
        // Others have no word for it, or need none.
      }
    }
    argv.addAll(Arrays.asList(args));
    argv.add(device);
    return argv;
  }

  /// Mounts a device.
  ///
  /// @param type of the file system; empty to let the kernel find out
  /// @param options empty for none
  public static List<String> mount(String type, String options, String device, String mountpoint) {
    List<String> argv = new ArrayList<>(List.of("mount"));
    if (!type.isEmpty()) {
      argv.addAll(List.of("-t", type));
    }
    if (!options.isEmpty()) {
      argv.addAll(List.of("-o", options));
    }
    argv.addAll(List.of(device, mountpoint));
    return argv;
  }

  /// Unmounts what is mounted at a place.
  ///
  /// @param force at once, even though it is in use
  public static List<String> unmount(String mountpoint, boolean force) {
    return force ? List.of("umount", "-l", mountpoint) : List.of("umount", mountpoint);
  }

  /// Checks a file system. fsck exits with 1 when it mended something, which is no failure.
  public static List<String> fsck(String device, String... args) {
    List<String> argv = new ArrayList<>(List.of("fsck"));
    argv.addAll(Arrays.asList(args));
    argv.add(device);
    return argv;
  }

  /// Removes the signatures of file systems.
  public static List<String> wipe(String device) {
    return List.of("wipefs", "-a", device);
  }

  /// Makes a loop device of a file; prints its path.
  public static List<String> loop(String file) {
    return List.of("losetup", "--find", "--show", file);
  }

  /// Gives a loop device back.
  public static List<String> unloop(String device) {
    return List.of("losetup", "-d", device);
  }

  /// Whether something is mounted at a place, as a text like `/proc/mounts` tells.
  public static boolean isMounted(String mounts, String mountpoint) {
    return mounts
        .lines()
        .map(line -> line.split(" ", -1))
        .anyMatch(words -> words.length > 1 && words[1].equals(mountpoint.replace(" ", "\\040")));
  }
}
