package org.autotest.app.bench;

import java.util.List;
import java.util.stream.Stream;
import org.autotest.core.host.HostTransitions;
import org.autotest.core.job.EntryTransitions;
import org.autotest.store.lab.EventLog;

/// A change of status that the life tables allow, whatever event brings it about.
///
/// @param kind `entry` or `host`
record LifeRow(String kind, String from, String to) {
  /// All of them, in the order of the tables.
  static List<LifeRow> all() {
    return Stream.concat(
            EntryTransitions.all().stream()
                .map(row -> new LifeRow("entry", row.from().word(), row.to().word())),
            HostTransitions.all().stream()
                .map(row -> new LifeRow("host", row.from().word(), row.to().word())))
        .distinct()
        .toList();
  }

  /// The change that a line of the event log tells of; none of the tables' for other lines.
  static LifeRow of(EventLog.Event event) {
    return new LifeRow(event.kind(), event.from().orElse(""), event.to());
  }

  /// `entry: Queued to Verifying`.
  @Override
  public String toString() {
    return "%s: %s to %s".formatted(kind, from, to);
  }
}
