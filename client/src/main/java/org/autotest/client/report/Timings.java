package org.autotest.client.report;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// How long the parts of a job took, more exactly than its status log says; of what began before a
/// pause nothing is known. Safe for several threads.
public final class Timings {
  private final Map<String, Duration> taken = new ConcurrentHashMap<>();

  /// Notes one that has ended, as the status log names it. Of several with one name the last
  /// counts.
  public void note(Optional<String> subdir, Optional<String> operation, Duration time) {
    taken.put(part(subdir, operation), time);
  }

  /// The seconds that one took, as `1.250`; empty when that is not known.
  String seconds(Optional<String> subdir, Optional<String> operation) {
    Duration time = taken.get(part(subdir, operation));
    return time == null ? "" : inSeconds(time);
  }

  /// As `1.250`. The runtime looks up how numbers are written in this country before it formats the
  /// first one, which a short job would wait for.
  public static String inSeconds(Duration time) {
    return time.toSeconds() + "." + Integer.toString(1000 + time.toMillisPart()).substring(1);
  }

  /// A text: to compare records takes classes that are made at run time. Neither name has a tab.
  private static String part(Optional<String> subdir, Optional<String> operation) {
    return subdir.orElse("") + "\t" + operation.orElse("");
  }
}
