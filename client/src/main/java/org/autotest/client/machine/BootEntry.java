package org.autotest.client.machine;

import java.util.ArrayList;
import java.util.Arrays;
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

  /// One whose whole command line is known.
  static BootEntry of(String title, String kernel, String initrd, String commandLine) {
    List<String> words = new ArrayList<>(Arrays.asList(commandLine.strip().split("\\s+", -1)));
    String root =
        words.stream()
            .filter(word -> word.startsWith("root="))
            .map(word -> word.substring("root=".length()))
            .findFirst()
            .orElse("");
    words.removeIf(word -> word.isEmpty() || word.startsWith("root="));
    return new BootEntry(title, kernel, initrd, root, words);
  }

  /// The whole command line of the kernel.
  public String commandLine() {
    String words = String.join(" ", args);
    return root.isEmpty() ? words : ("root=" + root + " " + words).strip();
  }
}
