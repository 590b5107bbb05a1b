package org.autotest.client.api;

import java.nio.file.Path;

/// A device with a file system. Each step is an entry of the status log, with its command line; one
/// that fails throws [CommandFailed]. Everything needs root.
public interface Partition extends AutoCloseable {
  /// The device; that of the loop when it is a file.
  Path device();

  /// Where [#mount] puts it.
  Path mountpoint();

  /// Makes a file system.
  ///
  /// @param type such as `ext4`
  /// @param args further words for mkfs
  void mkfs(String type, String... args);

  /// Mounts it.
  ///
  /// @param options for `-o`; empty for none
  void mount(String options);

  /// Unmounts it; does nothing when it is not mounted.
  void unmount();

  /// Checks the file system.
  ///
  /// @param args for fsck, such as `-fy`
  void fsck(String... args);

  /// Removes every sign of a file system.
  void wipe();

  /// Unmounts it, and gives back the loop device if it is a file.
  @Override
  void close();
}
