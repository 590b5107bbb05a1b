package org.autotest.store.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.Hostname;
import org.autotest.core.job.JobId;

/// One turn of a dispatcher's loop that had something to do.
///
/// @param number counts all turns of this dispatcher from 1, also those without work
/// @param changes lines of the outbox that it took in
/// @param cpu processor time of the loop's own thread
/// @param lost decisions that were dropped because a row had changed meanwhile
/// @param decided how many decisions it made
/// @param summary all of them by kind: `hosts taken: 2, runs started: 1`; empty when there are none
/// @param decisions the first of them, at most [#DECISIONS_MAX]
public record Round(
    long number,
    Instant at,
    int changes,
    Duration took,
    Duration cpu,
    int lost,
    int decided,
    String summary,
    List<Decided> decisions) {
  /// Decisions of one round that are remembered; the round counts them all.
  public static final int DECISIONS_MAX = 20;

  public Round {
    decisions = List.copyOf(decisions);
    if (decisions.size() > DECISIONS_MAX) {
      throw new IllegalArgumentException(
          "a round remembers up to %d decisions, not %d"
              .formatted(DECISIONS_MAX, decisions.size()));
    }
  }

  /// One decision.
  ///
  /// @param kind what was decided, as in the summary: `hosts taken`
  /// @param count of what the kind names
  /// @param job empty when it is about none
  /// @param host empty when it is about none, or about several
  /// @param reason a clause that completes "because": `host1 is free`
  public record Decided(
      String kind, int count, Optional<JobId> job, Optional<Hostname> host, String reason) {}
}
