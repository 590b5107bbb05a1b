package org.autotest.core.job;

import static org.autotest.core.job.EntryEvent.*;
import static org.autotest.core.job.EntryStatus.*;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The life of a host queue entry. There is no other way to change a status than a row of this
/// table; the diagram in `docs/reference/entry-life.md` is printed from it.
public final class EntryTransitions {
  /// One legal change.
  public record Transition(EntryStatus from, EntryEvent event, EntryStatus to) {}

  private static final List<Transition> TABLE =
      List.of(
          new Transition(QUEUED, HOST_TAKEN_TO_PREPARE, VERIFYING),
          new Transition(QUEUED, HOST_TAKEN_AS_IS, PENDING),
          new Transition(QUEUED, HOSTLESS_STARTED, STARTING),
          new Transition(QUEUED, HOST_GIVEN_UP_PARSE, PARSING),
          new Transition(QUEUED, HOST_GIVEN_UP, FAILED),
          new Transition(QUEUED, TOO_FEW_LEFT, STOPPED),
          new Transition(QUEUED, LEFT_OVER, STOPPED),
          new Transition(QUEUED, ABORTED_EARLY, ABORTED),
          new Transition(VERIFYING, PREPARED, PENDING),
          new Transition(VERIFYING, PREPARE_FAILED, QUEUED),
          new Transition(VERIFYING, LEFT_OVER, STOPPED),
          new Transition(VERIFYING, ABORTED_EARLY, ABORTED),
          new Transition(PENDING, WAIT_FOR_MORE, WAITING),
          new Transition(PENDING, GROUP_COMPLETE, STARTING),
          new Transition(PENDING, TOO_FEW_LEFT, STOPPED),
          new Transition(PENDING, LEFT_OVER, STOPPED),
          new Transition(PENDING, ABORTED_EARLY, ABORTED),
          new Transition(WAITING, WAIT_OVER, PENDING),
          new Transition(WAITING, TOO_FEW_LEFT, STOPPED),
          new Transition(WAITING, LEFT_OVER, STOPPED),
          new Transition(WAITING, ABORTED_EARLY, ABORTED),
          new Transition(STARTING, AUTOSERV_STARTED, RUNNING),
          new Transition(STARTING, LAUNCH_FAILED, FAILED),
          new Transition(STARTING, ABORTED_EARLY, ABORTED),
          new Transition(RUNNING, NEVER_BEGAN, STARTING),
          new Transition(RUNNING, AUTOSERV_ENDED, GATHERING),
          new Transition(GATHERING, GATHERED, PARSING),
          new Transition(PARSING, PARSED_TO_ARCHIVE, ARCHIVING),
          new Transition(PARSING, FINISHED_COMPLETED, COMPLETED),
          new Transition(PARSING, FINISHED_FAILED, FAILED),
          new Transition(PARSING, FINISHED_ABORTED, ABORTED),
          new Transition(ARCHIVING, FINISHED_COMPLETED, COMPLETED),
          new Transition(ARCHIVING, FINISHED_FAILED, FAILED),
          new Transition(ARCHIVING, FINISHED_ABORTED, ABORTED));

  private EntryTransitions() {}

  /// Every legal change, grouped by the status it starts from.
  public static List<Transition> all() {
    return TABLE;
  }

  /// Where `event` leads from `from`, or empty when it cannot happen there.
  public static Optional<EntryStatus> next(EntryStatus from, EntryEvent event) {
    return TABLE.stream()
        .filter(row -> row.from() == from && row.event() == event)
        .map(Transition::to)
        .findFirst();
  }

  /// Like [#next], for a caller that knows the change is legal.
  ///
  /// @throws IllegalStateException when it is not: a bug
  public static EntryStatus after(EntryStatus from, EntryEvent event) {
    return next(from, event)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "an entry that is %s cannot see %s".formatted(from, event)));
  }

  /// The table as a Mermaid state diagram.
  public static String asMermaid() {
    return TABLE.stream()
        .map(row -> "  %s --> %s: %s\n".formatted(row.from().word(), row.to().word(), row.event()))
        .collect(Collectors.joining("", "stateDiagram-v2\n", ""));
  }
}
