package org.autotest.dispatcher.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;

/// Free hosts that are kept for jobs which want several at once and have waited long: entries
/// behind them in the queue do not get them, entries before them do.
///
/// Kept in memory; the database has a copy for explanations.
public final class KeptHosts {
  private record Keeper(JobId job, Rank rank) {}

  private final Map<HostId, Keeper> byHost = new HashMap<>();
  private final Map<JobId, Set<HostId>> byJob = new HashMap<>();
  private final Map<JobId, Set<HostId>> told = new HashMap<>();

  boolean isKeptFrom(HostId host, JobId job, Rank rank) {
    Keeper keeper = byHost.get(host);
    return keeper != null && !keeper.job().equals(job) && keeper.rank().compareTo(rank) < 0;
  }

  /// Jobs for which hosts are kept, or of which the database believes it.
  Set<JobId> jobs() {
    Set<JobId> jobs = new HashSet<>(byJob.keySet());
    jobs.addAll(told.keySet());
    return jobs;
  }

  /// Keeps exactly these hosts for the job, and for no other any more.
  ///
  /// @return those that were kept for it until now
  Set<HostId> keep(JobId job, Rank rank, Set<HostId> hosts) {
    Set<HostId> before = byJob.getOrDefault(job, Set.of());
    before.forEach(host -> byHost.computeIfPresent(host, (_, k) -> k.job().equals(job) ? null : k));
    for (HostId host : hosts) {
      Keeper other = byHost.put(host, new Keeper(job, rank));
      if (other != null) {
        takeFrom(other.job(), host);
      }
    }
    if (hosts.isEmpty()) {
      byJob.remove(job);
    } else {
      byJob.put(job, Set.copyOf(hosts));
    }
    Set<HostId> released = new HashSet<>(before);
    released.removeAll(hosts);
    return released;
  }

  private void takeFrom(JobId job, HostId host) {
    Set<HostId> left = new HashSet<>(byJob.getOrDefault(job, Set.of()));
    left.remove(host);
    if (left.isEmpty()) {
      byJob.remove(job);
    } else {
      byJob.put(job, Set.copyOf(left));
    }
  }

  /// Keeps nothing for the job any more; returns what was kept for it.
  Set<HostId> release(JobId job) {
    Set<HostId> kept = byJob.getOrDefault(job, Set.of());
    kept.forEach(host -> byHost.computeIfPresent(host, (_, k) -> k.job().equals(job) ? null : k));
    byJob.remove(job);
    return kept;
  }

  boolean isTold(JobId job) {
    return byJob.getOrDefault(job, Set.of()).equals(told.getOrDefault(job, Set.of()));
  }

  Set<HostId> of(JobId job) {
    return byJob.getOrDefault(job, Set.of());
  }

  /// The database has these for the job.
  public void told(JobId job, Set<HostId> hosts) {
    if (hosts.isEmpty()) {
      told.remove(job);
    } else {
      told.put(job, Set.copyOf(hosts));
    }
  }
}
