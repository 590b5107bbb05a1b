package org.autotest.client.report;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// How long the parts of a job took, more exactly than its status log says; of what began before a
/// pause nothing is known. Safe for several threads.
public final class Timings {
  private record Part(Optional<String> subdir, Optional<String> operation) {}

  private final Map<Part, Duration> taken = new ConcurrentHashMap<>();

  /// Notes one that has ended, as the status log names it. Of several with one name the last
  /// counts.
  public void note(Optional<String> subdir, Optional<String> operation, Duration time) {
    taken.put(new Part(subdir, operation), time);
  }

  /// The seconds that one took, as `1.250`; empty when that is not known.
  String seconds(Optional<String> subdir, Optional<String> operation) {
    Duration time = taken.get(new Part(subdir, operation));
    return time == null ? "" : "%d.%03d".formatted(time.toSeconds(), time.toMillisPart());
  }
}
