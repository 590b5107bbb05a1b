package org.autotest.store.views;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryStatus;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;

/// The lab as a whole.
public final class LabViews {
  private static final String HOSTS =
      """
      SELECT status, locked, COUNT(*) AS hosts
      FROM afe_hosts
      WHERE invalid = 0
      GROUP BY status, locked
      """;

  private static final String ENTRIES =
      """
      SELECT status, aborted, COUNT(*) AS entries
      FROM afe_host_queue_entries
      WHERE complete = 0
      GROUP BY status, aborted
      """;

  private static final String LEASE =
      """
      SELECT COUNT(*) FROM afe_leases WHERE expires_at > :now AND dispatcher_id IS NOT NULL
      """;

  private static final String TROUBLE =
      """
      SELECT CONCAT('dispatcher ', name, ': ', trouble) FROM afe_dispatchers
      WHERE trouble_at > UTC_TIMESTAMP(3) - INTERVAL 60 SECOND
      ORDER BY trouble_at DESC
      LIMIT 1
      """;

  private static final String FAILED_TESTS =
      """
      SELECT t.test_idx, t.test, t.subdir, t.reason, t.started_time, t.finished_time,
        t.failure_blame, s.word, m.hostname, j.afe_job_id, j.label, j.tag
      FROM (
        (SELECT test_idx FROM tko_tests
          WHERE status = (SELECT status_idx FROM tko_status WHERE word = 'FAIL')
            AND started_time > :since AND test <> 'SERVER_JOB' AND test NOT LIKE 'CLIENT_JOB%'
          ORDER BY started_time DESC LIMIT :limit)
        UNION ALL
        (SELECT test_idx FROM tko_tests
          WHERE status = (SELECT status_idx FROM tko_status WHERE word = 'ERROR')
            AND started_time > :since AND test <> 'SERVER_JOB' AND test NOT LIKE 'CLIENT_JOB%'
          ORDER BY started_time DESC LIMIT :limit)
        UNION ALL
        (SELECT test_idx FROM tko_tests
          WHERE status = (SELECT status_idx FROM tko_status WHERE word = 'ABORT')
            AND started_time > :since AND test <> 'SERVER_JOB' AND test NOT LIKE 'CLIENT_JOB%'
          ORDER BY started_time DESC LIMIT :limit)
      ) failed
      JOIN tko_tests t ON t.test_idx = failed.test_idx
      JOIN tko_jobs j ON j.job_idx = t.job_idx
      JOIN tko_status s ON s.status_idx = t.status
      JOIN tko_machines m ON m.machine_idx = t.machine_idx
      ORDER BY t.started_time DESC, t.test_idx DESC
      LIMIT :limit
      """;

  private final Database database;

  public LabViews(Database database) {
    this.database = database;
  }

  /// Counts over the whole lab, of one moment.
  ///
  /// @param hosts hosts of the inventory that are not locked, by status; statuses that do not occur
  ///   are absent
  /// @param lockedHosts hosts out of service, whatever their status
  /// @param unfinished entries whose life is not over
  /// @param dispatcherAlive whether a dispatcher holds a lease that has not run out
  /// @param dispatcherTrouble what stopped the loop of a dispatcher within the last minute; empty
  ///   when nothing did
  public record Overview(
      Map<HostStatus, Integer> hosts,
      int lockedHosts,
      EntryCounts unfinished,
      boolean dispatcherAlive,
      Optional<String> dispatcherTrouble) {
    public int hostsTotal() {
      return lockedHosts + hosts.values().stream().mapToInt(Integer::intValue).sum();
    }

    public int queued() {
      return unfinished.of(EntryStatus.QUEUED);
    }

    /// Entries that have begun and not ended.
    public int running() {
      return unfinished.total() - queued();
    }
  }

  public Overview overview() {
    return database.read(
        handle -> {
          Map<HostStatus, Integer> hosts = new EnumMap<>(HostStatus.class);
          int[] locked = {0};
          handle
              .createQuery(HOSTS)
              .map(
                  (row, _) -> {
                    if (row.getBoolean("locked")) {
                      locked[0] += row.getInt("hosts");
                      return true;
                    }
                    int count = row.getInt("hosts");
                    HostStatus.ofWord(row.getString("status"))
                        .ifPresent(status -> hosts.merge(status, count, Integer::sum));
                    return true;
                  })
              .list();
          EntryCounts.Adder entries = new EntryCounts.Adder();
          handle
              .createQuery(ENTRIES)
              .map(
                  (row, _) -> {
                    entries.add(
                        Rows.entryStatus(row, "status"),
                        row.getBoolean("aborted"),
                        false,
                        row.getInt("entries"));
                    return true;
                  })
              .list();
          int leases =
              handle.createQuery(LEASE).bind("now", database.now()).mapTo(Integer.class).one();
          return new Overview(hosts, locked[0], entries.sum(), leases > 0, trouble(handle));
        });
  }

  private static Optional<String> trouble(Handle handle) {
    return handle.createQuery(TROUBLE).mapTo(String.class).findOne();
  }

  /// Tests that failed, were aborted or could not do their work, newest first.
  ///
  /// @param window how far back to look
  public List<TestView> failedTests(Duration window, int limit) {
    Instant since = database.now().minus(window);
    return database.read(
        handle ->
            handle
                .createQuery(FAILED_TESTS)
                .bind("since", since)
                .bind("limit", limit)
                .map((row, _) -> ResultViews.read(row))
                .list());
  }
}
