package org.autotest.app.bench.crash;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.store.lab.EventLog;

/// Kills programs of one kind, with `kill -9`, in the moments in which rows are taken.
interface Killer {
  /// Something was killed.
  ///
  /// @param resumed from the start of the next dispatcher until it plans; empty when none was
  ///   needed
  record Kill(Optional<Duration> resumed) {}

  /// Whether there is something to kill for so many scenarios, each of which may come to its row
  /// now.
  boolean isReadyFor(int scenarios);

  /// Kills.
  ///
  /// @param there scenarios that have come to their rows; not empty
  /// @return those at whose rows something was killed
  Map<Stage, Kill> kill(List<Stage> there) throws IOException, InterruptedException;

  /// Takes a line of the event log, each once.
  void hear(EventLog.Event line) throws IOException;

  /// All rows were played: what runs beside them shall end.
  void end() throws IOException;

  /// What it has seen that should not be, once everything has ended.
  List<String> complaints();
}
