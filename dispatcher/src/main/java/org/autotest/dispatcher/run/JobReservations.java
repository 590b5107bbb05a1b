package org.autotest.dispatcher.run;

import java.time.Duration;
import java.time.Instant;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabJob;
import org.autotest.store.lab.LabTransaction;

/// Hosts of jobs that reserve them for their owners: from when the job gets a host until a day
/// after it let it go. A host that the job gave back unused is free at once.
final class JobReservations {
  private static final Duration AFTERWARDS = Duration.ofDays(1);

  private final Lab lab;

  JobReservations(Lab lab) {
    this.lab = lab;
  }

  /// The job gets the host.
  void taken(LabTransaction tx, JobId id, HostId host) {
    lab.job(id)
        .filter(JobReservations::reserves)
        .ifPresent(job -> tx.reserveFor(id, host, tx.now().plus(longest(job.options()))));
  }

  /// The time limit that is passed first is that of the run; the host may wait for siblings before.
  private static Duration longest(JobOptions options) {
    return options.timeout().plus(options.maxRuntime()).plus(AFTERWARDS);
  }

  /// The job has run on the entry's host.
  void used(LabTransaction tx, LabEntry entry) {
    until(tx, entry, tx.now().plus(AFTERWARDS));
  }

  /// The entry lets its host go, and the job has not run there.
  void unused(LabTransaction tx, LabEntry entry) {
    until(tx, entry, tx.now());
  }

  private void until(LabTransaction tx, LabEntry entry, Instant end) {
    if (entry.host().isPresent()
        && lab.job(entry.job()).filter(JobReservations::reserves).isPresent()) {
      tx.reservedUntil(entry.job(), entry.host().get(), end);
    }
  }

  private static boolean reserves(LabJob job) {
    return job.options().reserveHosts();
  }
}
