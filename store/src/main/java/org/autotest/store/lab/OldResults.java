package org.autotest.store.lab;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EventLog;
import org.jdbi.v3.core.Handle;

/// Jobs whose results directories are older than the lab keeps them.
public final class OldResults {
  /// By the index jobs whose results are gone are not looked at: in time these are most.
  private static final String DUE =
      """
      SELECT job.id, job.owner, (
          SELECT GROUP_CONCAT(DISTINCT entry.execution_subdir SEPARATOR '/')
          FROM afe_host_queue_entries entry
          WHERE entry.job_id = job.id AND entry.execution_subdir <> '') AS subdirs
      FROM afe_jobs job FORCE INDEX (ix_job_results_kept)
      WHERE job.results_removed_on IS NULL AND job.created_on <= :before AND job.id > :after
        AND job.is_template = 0
        AND NOT EXISTS (
          SELECT 1 FROM afe_host_queue_entries entry
          WHERE entry.job_id = job.id AND (entry.complete = 0 OR entry.finished_on > :before))
      ORDER BY job.id
      LIMIT :limit
      """;

  private static final String REMOVED =
      """
      UPDATE afe_jobs SET results_removed_on = :now WHERE id = :job AND results_removed_on IS NULL
      """;

  private static final String ENTRIES =
      """
      SELECT id FROM afe_host_queue_entries WHERE job_id = :job
      """;

  private final Database database;

  /// One such job.
  ///
  /// @param subdirs directories of its runs, below that of the job
  public record OldJob(JobId id, String owner, List<String> subdirs) {
    private static OldJob read(ResultSet row) throws SQLException {
      String subdirs = row.getString("subdirs");
      return new OldJob(
          new JobId(row.getLong("id")),
          row.getString("owner"),
          subdirs == null ? List.of() : Arrays.stream(subdirs.split("/")).toList());
    }
  }

  public OldResults(Database database) {
    this.database = database;
  }

  /// Jobs all of whose entries ended some time ago and whose results were not removed.
  ///
  /// @param keep how long ago at least the last entry ended
  /// @param after only jobs with larger numbers; 0 for the first ones
  /// @param limit most jobs, by number
  public List<OldJob> due(Duration keep, long after, int limit) {
    return database.read(
        handle -> {
          // A job of thousands of hosts has a long list of directories.
          handle.execute("SET SESSION group_concat_max_len = 16000000");
          return handle
              .createQuery(DUE)
              .bind("before", Database.now(handle).minus(keep))
              .bind("after", after)
              .bind("limit", limit)
              .map((row, _) -> OldJob.read(row))
              .list();
        });
  }

  /// Notes that the results of a job are gone.
  ///
  /// @param reason for the event log of its entries
  public void removed(JobId job, String reason) {
    database.transactVoid(handle -> note(handle, job, reason));
  }

  private static void note(Handle handle, JobId job, String reason) {
    int changed =
        handle
            .createUpdate(REMOVED)
            .bind("job", job.value())
            .bind("now", Database.now(handle))
            .execute();
    if (changed == 1) {
      List<Long> entries =
          handle.createQuery(ENTRIES).bind("job", job.value()).mapTo(Long.class).list();
      EventLog.entriesNoted(handle, entries, reason, Caller.SYSTEM);
    }
  }
}
