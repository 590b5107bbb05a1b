package org.autotest.app.bench.crash;

import java.util.List;
import java.util.stream.Stream;
import org.autotest.core.host.HostEvent;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.HostTransitions;
import org.autotest.core.job.EntryEvent;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.EntryTransitions;
import org.autotest.store.lab.EventLog;

/// One row of the life tables.
///
/// @param kind `entry` or `host`
/// @param from a status, as the database has it
/// @param event why, as the tables have it
/// @param to a status, as the database has it
record LifeRow(String kind, String from, String event, String to) {
  static final String ENTRY = "entry";
  static final String HOST = "host";

  /// All of them, in the order of the tables.
  static List<LifeRow> all() {
    return Stream.concat(
            EntryTransitions.all().stream().map(row -> entry(row.from(), row.event())),
            HostTransitions.all().stream().map(row -> host(row.from(), row.event())))
        .toList();
  }

  static LifeRow entry(EntryStatus from, EntryEvent event) {
    String to = EntryTransitions.after(from, event).word();
    return new LifeRow(ENTRY, from.word(), event.name(), to);
  }

  static LifeRow host(HostStatus from, HostEvent event) {
    return new LifeRow(HOST, from.word(), event.name(), HostTransitions.after(from, event).word());
  }

  /// Whether a line of the event log may tell of it: the log does not know the tables' events.
  boolean isTold(EventLog.Event line) {
    return line.kind().equals(kind) && line.from().orElse("").equals(from) && line.to().equals(to);
  }

  @Override
  public String toString() {
    return "%-5s %-13s %-21s %s".formatted(kind, from, event, to);
  }
}
