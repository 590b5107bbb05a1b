package org.autotest.dispatcher.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.TimeLimit;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabJob;

/// Time limits of unfinished entries, earliest first.
final class Deadlines {
  /// One limit.
  ///
  /// @param reason in words, for the event log
  record Due(EntryId entry, Instant at, String reason) {}

  private static final Comparator<Due> EARLIEST_FIRST =
      Comparator.comparing(Due::at).thenComparing(Due::entry);

  private final TreeSet<Due> order = new TreeSet<>(EARLIEST_FIRST);
  private final Map<EntryId, Due> byEntry = new HashMap<>();

  void put(LabEntry entry, LabJob job) {
    remove(entry.id());
    if (entry.abortRequested() || hasRun(entry.status())) {
      return;
    }
    Due limit =
        new Due(
            entry.id(),
            job.deadline(),
            "not done %s after the job was submitted"
                .formatted(TimeLimit.inWords(job.options().timeout())));
    Optional<Instant> runEnds =
        entry.startedAt().map(start -> start.plus(job.options().maxRuntime()));
    if (runEnds.isPresent() && runEnds.get().isBefore(limit.at())) {
      limit =
          new Due(
              entry.id(),
              runEnds.get(),
              "ran for %s, its longest run time"
                  .formatted(TimeLimit.inWords(job.options().maxRuntime())));
    }
    byEntry.put(entry.id(), limit);
    order.add(limit);
  }

  /// What has run is not aborted because reading its results takes long.
  private static boolean hasRun(EntryStatus status) {
    return status == EntryStatus.GATHERING
        || status == EntryStatus.PARSING
        || status == EntryStatus.ARCHIVING;
  }

  void remove(EntryId entry) {
    Due old = byEntry.remove(entry);
    if (old != null) {
      order.remove(old);
    }
  }

  /// Limits that have passed, of entries that `unfinished` still knows.
  List<Due> due(Instant now, Function<EntryId, Optional<LabEntry>> unfinished) {
    List<Due> passed = new ArrayList<>();
    for (Due limit : order) {
      if (limit.at().isAfter(now)) {
        break;
      }
      if (unfinished.apply(limit.entry()).isPresent()) {
        passed.add(limit);
      }
    }
    return passed;
  }
}
