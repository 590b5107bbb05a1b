package org.autotest.core.schedule;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Names of the directories of runs on several hosts: `group0`, or `rack.group0` for the hosts of
/// an atomic group.
public final class GroupDirectory {
  private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._:+-]");
  private static final int NAME_CHARS_MAX = 200;

  private GroupDirectory() {}

  /// The first that is free: one more than the largest there is.
  ///
  /// @param groupName of the atomic group or of its label; characters that make no safe file name
  ///   become underlines
  /// @param taken directories of the job; a second attempt (`group0@2`) counts as the first
  public static String next(Optional<String> groupName, Set<String> taken) {
    String prefix = groupName.map(name -> safe(name) + ".group").orElse("group");
    Pattern own = Pattern.compile(Pattern.quote(prefix) + "\\d{1,9}");
    int next =
        taken.stream()
            .map(subdir -> subdir.replaceFirst("@\\d+$", ""))
            .filter(subdir -> own.matcher(subdir).matches())
            .mapToInt(subdir -> Integer.parseInt(subdir.substring(prefix.length())) + 1)
            .max()
            .orElse(0);
    return prefix + next;
  }

  private static String safe(String name) {
    String safe = UNSAFE.matcher(name).replaceAll("_").replaceFirst("^[.:-]", "_");
    return safe.substring(0, Math.min(safe.length(), NAME_CHARS_MAX));
  }
}
