package org.autotest.client.machine;

import java.util.List;

/// A kernel that the machine can boot.
///
/// @param title what the boot loader calls it
/// @param kernel the path of the kernel
/// @param initrd the path of its first file system; empty for none
/// @param root the device of the root file system, as on the kernel's command line; empty to take
///   that of the running kernel
/// @param args further words of the kernel's command line
public record BootEntry(
    String title, String kernel, String initrd, String root, List<String> args) {
  public BootEntry {
    args = List.copyOf(args);
  }

  /// The whole command line of the kernel.
  public String commandLine() {
    String words = String.join(" ", args);
    return root.isEmpty() ? words : ("root=" + root + " " + words).strip();
  }
}
