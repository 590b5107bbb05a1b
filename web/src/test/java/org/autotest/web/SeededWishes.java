package org.autotest.web;

import java.time.Duration;
import java.time.Instant;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;

/// What people of the seeded lab have asked for beyond jobs: one thing of each kind.
final class SeededWishes {
  private final SeedRows rows;
  private final Instant now;

  SeededWishes(SeedRows rows, Instant now) {
    this.rows = rows;
    this.now = now;
  }

  /// A job of alice's that comes every night, and was left out the last time.
  void recurring(JobId job) {
    rows.update(
        "INSERT INTO afe_recurring_run (job_id, owner_id, start_date, cron, zone, created_at,"
            + " last_due, last_outcome, last_problem, last_job_id) SELECT ?, id, ?, '30 2 * * *',"
            + " 'Europe/Berlin', ?, ?, 'skipped', 'job 1, made before, has not ended', ?"
            + " FROM afe_users WHERE login = 'alice'",
        job.value(),
        now.plus(Duration.ofHours(20)),
        now.minus(Duration.ofDays(3)),
        now.minus(Duration.ofHours(4)),
        job.value());
  }

  /// A host that alice has for two days.
  void reserved(HostId host) {
    rows.update(
        "INSERT INTO afe_reservations (host_id, user_id, reason, starts_at, ends_at, state, active,"
            + " created_at) SELECT ?, id, 'hunting a leak in the <b>driver</b>', ?, ?, 'active', 1, ?"
            + " FROM afe_users WHERE login = 'alice'",
        host.value(),
        now.minus(Duration.ofHours(5)),
        now.plus(Duration.ofHours(43)),
        now.minus(Duration.ofHours(5)));
  }
}
