package org.autotest.dispatcher.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabJob;

/// The place of an entry in the queue. Urgent ones go first, and then older ones; but an entry that
/// has waited for a step of age counts as one priority more, so that nothing waits for ever. That
/// is so when all are ordered by the time of their submission, with one step taken off for each
/// priority: a number that does not change while the entry waits.
///
/// An entry that takes any host of a label counts as half a step younger than one that names its
/// host, which has no other.
///
/// @param since the time that it is ordered by
public record Rank(Instant since, boolean anyHost, JobId job, EntryId entry)
    implements Comparable<Rank> {
  private static final Comparator<Rank> ORDER =
      Comparator.comparing(Rank::since)
          .thenComparing(Rank::anyHost)
          .thenComparing(Rank::job)
          .thenComparing(Rank::entry);

  /// The place of one entry of a job.
  ///
  /// @param step of age, more than zero
  public static Rank of(LabJob job, LabEntry entry, Duration step) {
    boolean anyHost = entry.host().isEmpty();
    Instant since =
        job.createdAt()
            .minus(step.multipliedBy(job.options().priority().number()))
            .plus(anyHost ? step.dividedBy(2) : Duration.ZERO);
    return new Rank(since, anyHost, job.id(), entry.id());
  }

  @Override
  public int compareTo(Rank other) {
    return ORDER.compare(this, other);
  }
}
