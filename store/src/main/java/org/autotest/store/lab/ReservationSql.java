package org.autotest.store.lab;

import java.time.Instant;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;

/// Reservations that jobs make of the hosts they get (`afe_reservations`).
final class ReservationSql {
  /// The owner may have been deleted; then nobody gets it. Of two at once one is ignored.
  private static final String RESERVE =
      """
      INSERT IGNORE INTO afe_reservations
        (host_id, user_id, reason, for_labels, starts_at, ends_at, state, active, created_at, job_id)
      SELECT host.id, user.id, CONCAT('job ', job.id, ': ', LEFT(job.name, 400)), 0, :now,
        LEAST(:until, COALESCE((
          SELECT MIN(planned.starts_at) FROM afe_reservations planned
          WHERE planned.host_id = host.id AND planned.state = 'planned'), :until)),
        'active', 1, :now, job.id
      FROM afe_jobs job
      JOIN afe_users user ON user.login = job.owner
      JOIN afe_hosts host ON host.id = :host
      WHERE job.id = :job AND host.invalid = 0 AND NOT EXISTS (
        SELECT 1 FROM afe_reservations kept WHERE kept.host_id = host.id AND kept.active = 1)
      """;

  /// One that is over but still stands there as active would keep a job from making its own.
  private static final String FORGET_ENDED =
      """
      UPDATE afe_reservations SET state = 'over', active = NULL
      WHERE host_id = :host AND active = 1 AND ends_at <= :now
      """;

  private static final String END =
      """
      UPDATE afe_reservations SET ends_at = LEAST(ends_at, :until)
      WHERE host_id = :host AND active = 1 AND job_id = :job
      """;

  private ReservationSql() {}

  static void reserve(Handle handle, JobId job, HostId host, Instant until) {
    Instant now = Database.now(handle);
    handle.createUpdate(FORGET_ENDED).bind("host", host.value()).bind("now", now).execute();
    handle
        .createUpdate(RESERVE)
        .bind("now", now)
        .bind("until", until)
        .bind("host", host.value())
        .bind("job", job.value())
        .execute();
  }

  static void end(Handle handle, JobId job, HostId host, Instant until) {
    handle
        .createUpdate(END)
        .bind("until", until)
        .bind("host", host.value())
        .bind("job", job.value())
        .execute();
  }
}
