package org.autotest.app.bench;

import java.util.Arrays;
import java.util.Locale;

/// One measured number.
///
/// @param name stable, for machines: `client.cpu_seconds_per_test`
/// @param meaning for people
/// @param target what the design aims at; empty when it says nothing
record Figure(String name, String meaning, double value, String unit, String target) {
  /// The value below which the given share of the samples lies.
  ///
  /// @param samples at least one
  /// @param share from 0 to 1
  static double percentile(double[] samples, double share) {
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.clamp(index, 0, sorted.length - 1)];
  }

  /// One line of a table.
  String asRow() {
    return String.format(
        Locale.ROOT,
        "%-52s %10.3f %-6s %s",
        meaning,
        value,
        unit,
        target.isEmpty() ? "" : "target " + target);
  }
}
