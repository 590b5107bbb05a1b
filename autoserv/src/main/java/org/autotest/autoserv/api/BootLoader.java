package org.autotest.autoserv.api;

import java.util.List;

/// What a machine boots next. Entries are named by their title, or by the number of their place
/// from 0. A client does the work, which is installed before. Each method throws [BootLoaderFailed]
/// when there is no boot loader that is known, no such entry, or a program of the boot loader
/// fails.
public interface BootLoader {
  /// A kernel that the machine can boot.
  ///
  /// @param title what the boot loader calls it
  /// @param kernel the path of the kernel
  /// @param initrd the path of its first file system; empty for none
  /// @param root the device of the root file system; empty to take that of the running kernel
  /// @param args further words of the kernel's command line
  record Entry(String title, String kernel, String initrd, String root, List<String> args) {
    public Entry {
      args = List.copyOf(args);
    }
  }

  /// `grubby`, `grub` or `systemd-boot`.
  String name();

  /// What it can boot, in its order.
  List<Entry> entries();

  /// The title of what it boots when nobody says otherwise; empty when that cannot be told.
  String defaultTitle();

  /// Boots an entry from now on.
  void setDefault(String title);

  /// Boots an entry the next time, and only then.
  void bootOnce(String title);

  /// Makes a kernel bootable; an entry of the same title is replaced.
  void add(Entry entry);

  /// Takes an entry away.
  void remove(String title);

  /// Adds words to the command line of an entry.
  void addArgs(String title, String... args);

  /// Takes words off the command line of an entry; `console` takes off `console=ttyS0`.
  void removeArgs(String title, String... args);
}
