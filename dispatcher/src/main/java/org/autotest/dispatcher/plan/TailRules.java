package org.autotest.dispatcher.plan;

import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.EntryEvent;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.Work;

/// What happens to a group whose hosts are free: its results are read, archived where the lab does
/// so, and then its entries end.
final class TailRules {
  private final Lab lab;
  private final ParseDesk parses;
  private final ArchiveDesk archives;

  TailRules(Lab lab, ParseDesk parses, ArchiveDesk archives) {
    this.lab = lab;
    this.parses = parses;
    this.archives = archives;
  }

  /// @param entries all of the group's, all of them Parsing
  Optional<Decision> parsing(GroupKey group, List<LabEntry> entries) {
    boolean isNews = EntryRules.isAborted(entries) && !parses.tellsAbort(group);
    Optional<ParseDesk.Parsed> parsed = parses.parsed(group).filter(_ -> !isNews);
    if (parsed.isEmpty()) {
      return parses.isReading(group)
          ? Optional.empty()
          : Optional.of(new Decision.Parse(group, "its results are complete"));
    }
    Optional<Outcome> outcome = outcome(group);
    EntryEvent event = event(entries, outcome);
    Optional<Failure> failure =
        outcome
            .flatMap(Outcome::failure)
            .or(() -> parsed.get().failure().filter(_ -> isNothingSaid(entries)))
            .or(() -> unexplained(group, event, outcome));
    String ended = outcome.map(EntryRules::inWords).orElse("autoserv never ran");
    return Optional.of(
        archives.isOpen()
            ? new Decision.ToArchive(group, entries, failure, ended)
            : new Decision.Finish(group, entries, event, failure, Optional.empty(), ended));
  }

  /// @param entries all of the group's, all of them Archiving
  Optional<Decision> archiving(GroupKey group, List<LabEntry> entries) {
    Optional<ArchiveDesk.Archived> archived = archives.archived(group);
    if (archived.isEmpty() && archives.isOpen()) {
      return archives.isBusy(group)
          ? Optional.empty()
          : Optional.of(new Decision.HandOver(group, "its results are in the database"));
    }
    EntryEvent event = event(entries, outcome(group));
    return Optional.of(
        new Decision.Finish(
            group,
            entries,
            event,
            Optional.empty(),
            archived.flatMap(ArchiveDesk.Archived::place),
            archived.map(TailRules::inWords).orElse("the lab archives nothing any more")));
  }

  /// Why an entry was given up says more than that it has no results.
  private static boolean isNothingSaid(List<LabEntry> entries) {
    return entries.stream().allMatch(entry -> entry.problem().isEmpty());
  }

  private static String inWords(ArchiveDesk.Archived archived) {
    return archived
        .problem()
        .or(() -> archived.place().map(place -> "its results are archived: " + place))
        .orElse("there was nothing to archive");
  }

  private static EntryEvent event(List<LabEntry> entries, Optional<Outcome> outcome) {
    return EntryRules.isAborted(entries)
        ? EntryEvent.FINISHED_ABORTED
        : outcome.filter(Outcome::isSuccess).isPresent()
            ? EntryEvent.FINISHED_COMPLETED
            : EntryEvent.FINISHED_FAILED;
  }

  /// An autoserv that failed without saying why.
  private static Optional<Failure> unexplained(
      GroupKey group, EntryEvent event, Optional<Outcome> outcome) {
    return event != EntryEvent.FINISHED_FAILED || outcome.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Failure(
                Blame.LAB,
                "running job %s in %s: %s"
                    .formatted(group.job(), group.subdir(), EntryRules.inWords(outcome.get()))));
  }

  private Optional<Outcome> outcome(GroupKey group) {
    return lab.executions()
        .latest(new Work.Main(group.job(), group.subdir()))
        .flatMap(LabExecution::outcome);
  }
}
