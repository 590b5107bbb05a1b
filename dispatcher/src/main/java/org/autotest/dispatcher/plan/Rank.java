package org.autotest.dispatcher.plan;

import java.util.Comparator;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;

/// The place of an entry in the queue: urgent first, then entries that name their host before those
/// that take any of a label, then older jobs, then older entries.
record Rank(int priority, boolean anyHost, JobId job, EntryId entry) implements Comparable<Rank> {
  private static final Comparator<Rank> ORDER =
      Comparator.comparingInt(Rank::priority)
          .reversed()
          .thenComparing(Rank::anyHost)
          .thenComparing(Rank::job)
          .thenComparing(Rank::entry);

  @Override
  public int compareTo(Rank other) {
    return ORDER.compare(this, other);
  }
}
