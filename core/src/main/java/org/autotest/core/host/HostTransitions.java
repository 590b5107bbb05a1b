package org.autotest.core.host;

import static org.autotest.core.host.HostEvent.*;
import static org.autotest.core.host.HostStatus.*;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The life of a host; the diagram in `docs/reference/host-life.md` is printed from it.
public final class HostTransitions {
  /// One legal change.
  public record Transition(HostStatus from, HostEvent event, HostStatus to) {}

  private static final List<Transition> TABLE =
      List.of(
          new Transition(READY, CLEANUP_STARTED, CLEANING),
          new Transition(READY, VERIFY_STARTED, VERIFYING),
          new Transition(READY, REPAIR_STARTED, REPAIRING),
          new Transition(READY, TAKEN_AS_IS, PENDING),
          new Transition(CLEANING, TASK_SUCCEEDED, READY),
          new Transition(CLEANING, VERIFY_STARTED, VERIFYING),
          new Transition(CLEANING, PREPARED_FOR_ENTRY, PENDING),
          new Transition(CLEANING, REPAIR_STARTED, REPAIRING),
          new Transition(CLEANING, CLEANUP_STARTED, CLEANING),
          new Transition(CLEANING, GIVEN_UP, REPAIR_FAILED),
          new Transition(VERIFYING, TASK_SUCCEEDED, READY),
          new Transition(VERIFYING, PREPARED_FOR_ENTRY, PENDING),
          new Transition(VERIFYING, REPAIR_STARTED, REPAIRING),
          new Transition(VERIFYING, CLEANUP_STARTED, CLEANING),
          new Transition(VERIFYING, VERIFY_STARTED, VERIFYING),
          new Transition(VERIFYING, GIVEN_UP, REPAIR_FAILED),
          new Transition(PENDING, JOB_STARTED, RUNNING),
          new Transition(PENDING, RELEASED, READY),
          new Transition(PENDING, CLEANUP_STARTED, CLEANING),
          new Transition(PENDING, VERIFY_STARTED, VERIFYING),
          new Transition(PENDING, REPAIR_STARTED, REPAIRING),
          new Transition(RUNNING, JOB_STARTED, RUNNING),
          new Transition(RUNNING, RELEASED, READY),
          new Transition(RUNNING, CLEANUP_STARTED, CLEANING),
          new Transition(RUNNING, VERIFY_STARTED, VERIFYING),
          new Transition(RUNNING, REPAIR_STARTED, REPAIRING),
          new Transition(REPAIRING, TASK_SUCCEEDED, READY),
          new Transition(REPAIRING, REPAIR_STARTED, REPAIRING),
          new Transition(REPAIRING, CLEANUP_STARTED, CLEANING),
          new Transition(REPAIRING, VERIFY_STARTED, VERIFYING),
          new Transition(REPAIRING, GIVEN_UP, REPAIR_FAILED),
          new Transition(REPAIR_FAILED, VERIFY_STARTED, VERIFYING),
          new Transition(REPAIR_FAILED, CLEANUP_STARTED, CLEANING),
          new Transition(REPAIR_FAILED, REPAIR_STARTED, REPAIRING),
          new Transition(REPAIR_FAILED, REVIVED, READY));

  private HostTransitions() {}

  /// Every legal change, grouped by the status it starts from.
  public static List<Transition> all() {
    return TABLE;
  }

  /// Where `event` leads from `from`, or empty when it cannot happen there.
  public static Optional<HostStatus> next(HostStatus from, HostEvent event) {
    return TABLE.stream()
        .filter(row -> row.from() == from && row.event() == event)
        .map(Transition::to)
        .findFirst();
  }

  /// Like [#next], for a caller that knows the change is legal.
  ///
  /// @throws IllegalStateException when it is not: a bug
  public static HostStatus after(HostStatus from, HostEvent event) {
    return next(from, event)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "a host that is %s cannot see %s".formatted(from, event)));
  }

  /// The table as a Mermaid state diagram.
  public static String asMermaid() {
    return TABLE.stream()
        .map(
            row ->
                "  %s --> %s: %s\n"
                    .formatted(
                        row.from().word().replace(" ", ""),
                        row.to().word().replace(" ", ""),
                        row.event()))
        .collect(Collectors.joining("", "stateDiagram-v2\n", ""));
  }
}
