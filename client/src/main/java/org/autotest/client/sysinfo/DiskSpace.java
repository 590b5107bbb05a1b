package org.autotest.client.sysinfo;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The space on the mounted file systems, in the form of `df -mP`.
final class DiskSpace {
  private static final Path TABLE = Path.of("/proc/mounts");
  private static final long MIB = 1024 * 1024;
  private static final String FORMAT_HEAD =
      "Filesystem     1048576-blocks   Used Available Capacity Mounted on\n";

  /// The table of mounts, read.
  ///
  /// @param text of which it was made
  private record Mounted(String text, List<Mount> mounts) {}

  /// A file system with blocks of its own.
  private record Mount(String device, String point) {}

  private volatile Mounted last = new Mounted("", List.of());

  /// A line for each file system that has blocks; those that hang are the kernel's matter.
  String report() {
    StringBuilder text = new StringBuilder(FORMAT_HEAD);
    Set<String> seen = new HashSet<>();
    for (Mount mount : mounts()) {
      // A FileStore would read the table of mounts again for each.
      File point = new File(mount.point());
      long total = point.getTotalSpace();
      long free = point.getFreeSpace();
      if (total > 0 && seen.add(mount.device() + " " + total + " " + free)) {
        append(text, mount, total, free, point.getUsableSpace());
      }
    }
    return text.toString();
  }

  private static void append(
      StringBuilder text, Mount mount, long total, long free, long available) {
    long used = total - free;
    long percent =
        used + available == 0 ? 0 : (used * 100 + used + available - 1) / (used + available);
    text.append(mount.device()).append(" ".repeat(Math.max(1, 15 - mount.device().length())));
    column(text, (total + MIB - 1) / MIB, 14);
    column(text, (used + MIB - 1) / MIB, 7);
    column(text, available / MIB, 10);
    column(text, percent, 8);
    text.append("% ").append(mount.point()).append('\n');
  }

  private static void column(StringBuilder text, long number, int width) {
    String digits = Long.toString(number);
    text.append(" ".repeat(Math.max(1, width - digits.length()))).append(digits);
  }

  /// Looked at anew only when the table has changed, which it seldom has after a test.
  private List<Mount> mounts() {
    String text;
    try {
      text = new String(Files.readAllBytes(TABLE), StandardCharsets.UTF_8);
    } catch (IOException noProc) {
      return stores();
    }
    Mounted before = last;
    if (!before.text().equals(text)) {
      before = new Mounted(text, read(text));
      last = before;
    }
    return before.mounts();
  }

  private static List<Mount> read(String table) {
    List<Mount> mounts = new ArrayList<>();
    for (String line : table.split("\n", -1)) {
      String[] fields = line.split(" ", 4);
      if (fields.length >= 3 && !isPseudo(fields[2])) {
        mounts.add(new Mount(unescaped(fields[0]), unescaped(fields[1])));
      }
    }
    return mounts;
  }

  private static List<Mount> stores() {
    List<Mount> mounts = new ArrayList<>();
    for (FileStore store : FileSystems.getDefault().getFileStores()) {
      mounts.add(new Mount(store.name(), "/"));
    }
    return mounts;
  }

  private static boolean isPseudo(String type) {
    return switch (type) {
      case "proc",
          "sysfs",
          "cgroup",
          "cgroup2",
          "devpts",
          "mqueue",
          "debugfs",
          "tracefs",
          "securityfs",
          "pstore",
          "bpf",
          "configfs",
          "fusectl",
          "hugetlbfs",
          "autofs",
          "binfmt_misc",
          "rpc_pipefs",
          "nsfs",
          "efivarfs" ->
          true;
      default -> false;
    };
  }

  private static String unescaped(String field) {
    return field.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }
}
