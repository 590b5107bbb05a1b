package org.autotest.store.hosts;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;

/// Counts what ended on each host in each day (`afe_host_days`). A day of UTC is counted again and
/// again while it lasts, and once more after it; it costs one pass over what ended in it.
public final class HostDays {
  /// Days that are kept.
  public static final int DAYS = 30;

  private static final String COUNT =
      """
      INSERT INTO afe_host_days
        (host_id, day, completed, aborted, failed_host, failed_lab, failed_other, verifies,
         verifies_failed, repairs, repairs_failed)
      SELECT host_id, :day, SUM(completed), SUM(aborted), SUM(failed_host), SUM(failed_lab),
        SUM(failed_other), SUM(verifies), SUM(verifies_failed), SUM(repairs), SUM(repairs_failed)
      FROM (
        SELECT host_id, status = 'Completed' AS completed, status = 'Aborted' AS aborted,
          status = 'Failed' AND COALESCE(failure_blame, '') = 'HOST' AS failed_host,
          status = 'Failed' AND COALESCE(failure_blame, '') = 'LAB' AS failed_lab,
          status = 'Failed' AND COALESCE(failure_blame, '') NOT IN ('HOST', 'LAB') AS failed_other,
          0 AS verifies, 0 AS verifies_failed, 0 AS repairs, 0 AS repairs_failed
        FROM afe_host_queue_entries
        WHERE finished_on >= :start AND finished_on < :end AND host_id IS NOT NULL
        UNION ALL
        SELECT host_id, 0, 0, 0, 0, 0, task = 'Verify', task = 'Verify' AND success = 0,
          task = 'Repair', task = 'Repair' AND success = 0
        FROM afe_special_tasks
        WHERE time_finished >= :start AND time_finished < :end) ended
      GROUP BY host_id
      ON DUPLICATE KEY UPDATE completed = VALUES(completed), aborted = VALUES(aborted),
        failed_host = VALUES(failed_host), failed_lab = VALUES(failed_lab),
        failed_other = VALUES(failed_other), verifies = VALUES(verifies),
        verifies_failed = VALUES(verifies_failed), repairs = VALUES(repairs),
        repairs_failed = VALUES(repairs_failed)
      """;

  private static final String KNOWN =
      """
      SELECT DISTINCT day FROM afe_host_days
      """;

  private static final String FORGET =
      """
      DELETE FROM afe_host_days WHERE day < :before
      """;

  private final Database database;

  public HostDays(Database database) {
    this.database = database;
  }

  /// Counts this day and the one before; with the first call of a dispatcher also those that nobody
  /// has counted. Each day is a transaction of its own.
  ///
  /// @param all whether to look for days that were not counted
  public void count(boolean all) {
    LocalDate today = LocalDate.ofInstant(database.now(), ZoneOffset.UTC);
    Set<LocalDate> known = all ? known() : Set.of();
    for (int ago = DAYS; ago >= 0; ago--) {
      LocalDate day = today.minusDays(ago);
      if (ago <= 1 || (all && !known.contains(day))) {
        database.transactVoid(handle -> count(handle, day));
      }
    }
    LocalDate before = today.minusDays(DAYS);
    database.transactVoid(
        handle -> handle.createUpdate(FORGET).bind("before", before.toString()).execute());
  }

  private Set<LocalDate> known() {
    List<LocalDate> days =
        database.read(
            handle ->
                handle
                    .createQuery(KNOWN)
                    .map((row, _) -> LocalDate.parse(row.getString("day")))
                    .list());
    return new HashSet<>(days);
  }

  private static void count(Handle handle, LocalDate day) {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    handle
        .createUpdate(COUNT)
        .bind("day", day.toString())
        .bind("start", start)
        .bind("end", end)
        .execute();
  }
}
