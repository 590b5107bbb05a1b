package org.autotest.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.lab.OldResults;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(MariaDbExtension.class)
class OldResultsTest {
  private static final int REMOVED = 20_000;

  @Test
  void jobs_whose_results_are_gone_are_not_read_again(Database database, LabBuilder build) {
    build.user("alice");
    database.transactVoid(
        handle ->
            handle.execute(
                """
                INSERT INTO afe_jobs
                  (owner, name, priority, control_file, control_type, created_on, timeout,
                   results_removed_on)
                SELECT 'alice', 'gone', 1, '', 2, '2020-01-01', 72, '2020-02-01'
                FROM seq_1_to_%d
                """
                    .formatted(REMOVED)));
    JobId old = build.job("alice", "old");
    build.status(build.hostlessEntry(old), EntryStatus.COMPLETED);
    database.transactVoid(
        handle -> {
          handle.execute("UPDATE afe_jobs SET created_on = '2020-01-01' WHERE id = ?", old.value());
          handle.execute("UPDATE afe_host_queue_entries SET finished_on = '2020-01-02'");
        });
    long before = rowsRead(database);

    List<OldResults.OldJob> due = new OldResults(database).due(Duration.ofDays(30), 0, 100);

    assertThat(due).extracting(OldResults.OldJob::id).containsExactly(old);
    assertThat(rowsRead(database) - before).as("rows read").isLessThan(REMOVED / 2);
  }

  private static long rowsRead(Database database) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT SUM(VARIABLE_VALUE) FROM information_schema.GLOBAL_STATUS
                    WHERE VARIABLE_NAME LIKE 'HANDLER_READ%'
                    """)
                .mapTo(Long.class)
                .one());
  }
}
