package org.autotest.app.bench.crash;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.autotest.core.host.HostEvent;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryEvent;
import org.autotest.core.job.EntryStatus;

/// What brings an entry or a host to one row of the life tables.
///
/// @param archives whether the lab must archive results; otherwise it must not
/// @param isByHand whether no program leads there, but only rows that somebody changed with a
///   database client, or that came from an old copy
record Scenario(LifeRow row, boolean archives, boolean isByHand, Play play) {
  /// Submits, asks, and says what to do when.
  @FunctionalInterface
  interface Play {
    void on(Stage stage) throws IOException;
  }

  /// One for each row, in the order of the tables.
  static List<Scenario> all() {
    return Stream.of(
            EntryScenarios.queue(),
            EntryScenarios.preparation(),
            EntryScenarios.groups(),
            EntryScenarios.waits(),
            EntryScenarios.run(),
            HostScenarios.tasks(),
            HostScenarios.preparation(),
            HostScenarios.jobs())
        .flatMap(List::stream)
        .toList();
  }

  static Scenario entry(EntryStatus from, EntryEvent event, Play play) {
    return new Scenario(LifeRow.entry(from, event), false, false, play);
  }

  static Scenario archived(EntryStatus from, EntryEvent event, Play play) {
    return new Scenario(LifeRow.entry(from, event), true, false, play);
  }

  static Scenario host(HostStatus from, HostEvent event, Play play) {
    return new Scenario(LifeRow.host(from, event), false, false, play);
  }

  static Scenario byHand(HostStatus from, HostEvent event, Play play) {
    return new Scenario(LifeRow.host(from, event), false, true, play);
  }
}
