package org.autotest.store.lab;

import java.time.Duration;
import java.time.Instant;
import org.autotest.store.Database;
import org.autotest.store.LabChanges;
import org.jdbi.v3.core.Handle;

/// Removes what nobody will look at again. Each step is short transactions of limited size.
public final class Upkeep {
  private static final int ROWS_AT_ONCE = 5_000;

  private static final String FORGET_EVENTS =
      """
      DELETE FROM afe_event_log WHERE happened_at < :before LIMIT :limit
      """;

  /// Each dispatcher keeps few, but nobody deletes those of names that are no more.
  private static final String FORGET_ROUNDS =
      """
      DELETE FROM afe_rounds WHERE began_at < :before LIMIT :limit
      """;

  /// Starts that were tried and never became a process: while something of the lab's is broken
  /// there are many. The last one of an entry or a task that never began is what these point to.
  private static final String FORGET_UNBEGUN =
      """
      DELETE FROM afe_executions
      WHERE status = 'abandoned' AND wait_status IS NULL AND created_at < :before
        AND NOT EXISTS (
          SELECT 1 FROM afe_host_queue_entries e WHERE e.execution_id = afe_executions.id)
        AND NOT EXISTS (
          SELECT 1 FROM afe_special_tasks t WHERE t.execution_id = afe_executions.id)
      LIMIT :limit
      """;

  private static final String FORGET_BLOCKS =
      """
      DELETE FROM afe_ineligible_host_queues
      WHERE job_id NOT IN (SELECT job_id FROM afe_host_queue_entries WHERE complete = 0)
      LIMIT :limit
      """;

  /// How long a repeated request answers with the job that the first one made.
  private static final Duration REQUESTS_KEPT = Duration.ofDays(7);

  private static final String FORGET_REQUESTS =
      """
      DELETE FROM afe_job_requests WHERE requested_at < :before LIMIT :limit
      """;

  /// Longer than the event log, in which ends of jobs are looked for: nobody is told twice.
  private static final Duration NOTICES_KEPT_ON = Duration.ofDays(1);

  private static final String FORGET_NOTICES =
      """
      DELETE FROM afe_notices WHERE created_at < :before AND due_at IS NULL LIMIT :limit
      """;

  private static final String UNLOCK =
      """
      SELECT id FROM afe_hosts WHERE locked = 1 AND lock_expires <= :now LIMIT :limit FOR UPDATE
      """;

  private static final String UNLOCK_HOST =
      """
      UPDATE afe_hosts
      SET locked = 0, locked_by_id = NULL, lock_time = NULL, lock_reason = NULL, lock_expires = NULL
      WHERE id IN (<ids>)
      """;

  private final Database database;

  public Upkeep(Database database) {
    this.database = database;
  }

  /// Purges once.
  ///
  /// @param changes how long lines of the outbox are kept
  /// @param events how long lines of the event log, rounds of dispatchers, starts that never became
  ///   a process and, a day longer, notices and letters that were sent or given up, are kept
  /// @return rows removed
  public int purge(Duration changes, Duration events) {
    Instant now = database.now();
    return repeat(handle -> LabChanges.forget(handle, now.minus(changes), ROWS_AT_ONCE))
        + repeat(handle -> older(handle, FORGET_EVENTS, now.minus(events)))
        + repeat(handle -> older(handle, FORGET_ROUNDS, now.minus(events)))
        + repeat(handle -> older(handle, FORGET_UNBEGUN, now.minus(events)))
        + repeat(handle -> older(handle, FORGET_REQUESTS, now.minus(REQUESTS_KEPT)))
        + repeat(handle -> older(handle, FORGET_NOTICES, now.minus(events).minus(NOTICES_KEPT_ON)))
        + repeat(
            handle -> handle.createUpdate(FORGET_BLOCKS).bind("limit", ROWS_AT_ONCE).execute());
  }

  private static int older(Handle handle, String sql, Instant before) {
    return handle.createUpdate(sql).bind("before", before).bind("limit", ROWS_AT_ONCE).execute();
  }

  /// Unlocks hosts whose lock has run out.
  ///
  /// @return how many
  public int unlockExpired() {
    return database.transact(
        handle -> {
          var ids =
              handle
                  .createQuery(UNLOCK)
                  .bind("now", Database.now(handle))
                  .bind("limit", ROWS_AT_ONCE)
                  .mapTo(Long.class)
                  .list();
          if (!ids.isEmpty()) {
            handle.createUpdate(UNLOCK_HOST).bindList("ids", ids).execute();
            LabChanges.append(handle, org.autotest.store.LabChange.Kind.HOST, ids);
          }
          return ids.size();
        });
  }

  private interface Step {
    int run(Handle handle);
  }

  private int repeat(Step step) {
    int total = 0;
    int removed;
    do {
      removed = database.transact(step::run);
      total += removed;
    } while (removed == ROWS_AT_ONCE);
    return total;
  }
}
