package org.autotest.autoserv.api;

import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What `/proc/partitions` says of a machine's disks.
final class Partitions {
  private static final Pattern ROW = Pattern.compile("\\s*\\d+\\s+\\d+\\s+(\\d+)\\s+(\\S+)\\s*");

  /// `nvme0n1p2` of `nvme0n1`, or `sda2` of `sda`.
  private static final Pattern PARTITION = Pattern.compile("(.*\\d)p\\d+|(.*\\D)\\d+");

  private Partitions() {}

  /// Those that nothing uses.
  ///
  /// @param partitions the text of `/proc/partitions`
  /// @param used lines that begin with devices in use: `/dev/sda1 / ext4 …`
  static List<String> unused(String partitions, String used) {
    Set<String> inUse =
        used.lines().map(line -> line.split("\\s", 2)[0]).collect(Collectors.toSet());
    List<Matcher> rows = partitions.lines().map(ROW::matcher).filter(Matcher::matches).toList();
    Set<String> all = rows.stream().map(row -> row.group(2)).collect(Collectors.toSet());
    return rows.stream()
        .filter(row -> Long.parseLong(row.group(1)) > 1)
        .map(row -> row.group(2))
        .filter(name -> isPartition(name, all) && !inUse.contains("/dev/" + name))
        .toList();
  }

  private static boolean isPartition(String name, Set<String> all) {
    Matcher part = PARTITION.matcher(name);
    return part.matches() && all.contains(part.group(1) == null ? part.group(2) : part.group(1));
  }
}
