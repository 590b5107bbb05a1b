package org.autotest.autoserv.results;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.core.statuslog.StatusWord;
import org.jspecify.annotations.Nullable;

/// Types of warnings that a job does not want for a while, as INFO lines of its status log say.
///
/// ```
/// INFO	----	----	warnings.disable=OOM	timestamp=1700000000	localtime=…	disabling OOM warnings
/// ```
final class MutedWarnings {
  /// What a client mutes is told this much later than it holds, at most.
  private static final long LAG_NANOS = Duration.ofSeconds(2).toNanos();

  /// When a type was muted, by the nanoseconds of this process.
  ///
  /// @param end null as long as it is
  private record Mute(long begin, @Nullable Long end) {
    boolean holds(long nanos) {
      return nanos - begin >= -LAG_NANOS && (end == null || nanos - end <= 0);
    }
  }

  /// The last time of each type.
  private final Map<String, Mute> mutes = new HashMap<>();

  synchronized void see(StatusLine line) {
    if (!(line.word() instanceof StatusWord.Info)) {
      return;
    }
    Optional.ofNullable(line.fields().get("warnings.disable"))
        .ifPresent(
            type ->
                mutes.merge(
                    plain(type),
                    new Mute(System.nanoTime(), null),
                    (earlier, now) -> earlier.end() == null ? earlier : now));
    Optional.ofNullable(line.fields().get("warnings.enable"))
        .ifPresent(
            type ->
                mutes.computeIfPresent(
                    plain(type),
                    (_, mute) ->
                        mute.end() == null ? new Mute(mute.begin(), System.nanoTime()) : mute));
  }

  /// Whether one of some types was muted then, or so soon afterwards that it may have been then.
  ///
  /// @param types in any case
  /// @param nanos of [System#nanoTime]
  synchronized boolean held(Set<String> types, long nanos) {
    return types.stream()
        .map(type -> mutes.get(plain(type)))
        .anyMatch(mute -> mute != null && mute.holds(nanos));
  }

  private static String plain(String type) {
    return type.toLowerCase(Locale.ROOT);
  }
}
