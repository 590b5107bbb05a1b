package org.autotest.autoserv.results;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusWord;

/// Types of warnings that a job does not want for a while, as INFO lines of its status log say.
///
/// ```
/// INFO	----	----	warnings.disable=OOM	timestamp=1700000000	localtime=…	disabling OOM warnings
/// ```
final class MutedWarnings {
  private final Set<String> disabled = new HashSet<>();

  /// When a type that was disabled was enabled again, by the nanoseconds of this process.
  private final Map<String, Long> enabled = new HashMap<>();

  synchronized void see(StatusLine line) {
    if (!(line.word() instanceof StatusWord.Info)) {
      return;
    }
    Optional.ofNullable(line.fields().get("warnings.disable"))
        .ifPresent(type -> disabled.add(plain(type)));
    Optional.ofNullable(line.fields().get("warnings.enable"))
        .map(MutedWarnings::plain)
        .filter(disabled::remove)
        .ifPresent(type -> enabled.put(type, System.nanoTime()));
  }

  /// Whether one of some types is muted, or was at any time since then.
  ///
  /// @param types in any case
  /// @param sinceNanos of [System#nanoTime]
  synchronized boolean held(Set<String> types, long sinceNanos) {
    return types.stream()
        .map(MutedWarnings::plain)
        .anyMatch(
            type ->
                disabled.contains(type)
                    || (enabled.containsKey(type) && enabled.get(type) - sinceNanos > 0));
  }

  private static String plain(String type) {
    return type.toLowerCase(Locale.ROOT);
  }
}
