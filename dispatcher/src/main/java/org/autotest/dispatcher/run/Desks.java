package org.autotest.dispatcher.run;

import java.util.List;
import java.util.Optional;
import org.autotest.core.job.EntryId;
import org.autotest.dispatcher.plan.ArchiveDesk;
import org.autotest.dispatcher.plan.ParseDesk;
import org.autotest.dispatcher.plan.Starts;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.store.lab.LaunchReader.AbortNote;

/// Those who do the work that decisions ask for.
///
/// @param aborts who asked for the abort of entries
record Desks(
    AbortNotes aborts,
    ResultsFiles files,
    LaunchDesk launches,
    ExecutionWatch watch,
    ParseWorkers parsers,
    ArchiveWorkers archivers,
    Waiting waiting) {

  /// Tells who asked first for the abort of any of some entries; nobody may have noted it.
  @FunctionalInterface
  interface AbortNotes {
    /// Looks it up.
    Optional<AbortNote> of(List<EntryId> entries);
  }

  /// What the planner keeps beside the picture of the lab.
  record Waiting(Starts starts, ParseDesk parseDesk, ArchiveDesk archiveDesk) {}

  Starts starts() {
    return waiting.starts();
  }

  ParseDesk parseDesk() {
    return waiting.parseDesk();
  }

  ArchiveDesk archiveDesk() {
    return waiting.archiveDesk();
  }
}
