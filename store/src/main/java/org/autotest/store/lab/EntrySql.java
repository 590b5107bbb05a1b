package org.autotest.store.lab;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryEvent;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.EntryTransitions;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.jdbi.v3.core.Handle;

/// Changes of host queue entries.
final class EntrySql {
  private static final String MOVE =
      """
      UPDATE afe_host_queue_entries
      SET status = :to, active = :active, complete = :complete, status_changed_at = :now,
        finished_on = :finished
      WHERE id = :id AND status = :from
      """;

  private static final String ASSIGN =
      """
      UPDATE afe_host_queue_entries SET host_id = :host WHERE id = :id AND host_id IS NULL
      """;

  private static final String UNASSIGN =
      """
      UPDATE afe_host_queue_entries SET host_id = NULL WHERE id = :id AND host_id = :host
      """;

  private static final String BLOCK =
      """
      INSERT IGNORE INTO afe_ineligible_host_queues (job_id, host_id) VALUES (:job, :host)
      """;

  private static final String UNBLOCK =
      """
      DELETE FROM afe_ineligible_host_queues WHERE job_id = :job AND host_id = :host
      """;

  private static final String SET_SUBDIR =
      """
      UPDATE afe_host_queue_entries SET execution_subdir = :subdir WHERE id = :id
      """;

  private static final String SET_STARTED =
      """
      UPDATE afe_host_queue_entries SET started_on = :at WHERE id = :id
      """;

  private static final String SET_PROBLEM =
      """
      UPDATE afe_host_queue_entries
      SET failure_blame = :blame, failure_problem = :problem
      WHERE id = :id
      """;

  private static final String REQUEST_ABORT =
      """
      UPDATE afe_host_queue_entries SET aborted = 1 WHERE id = :id AND aborted = 0 AND complete = 0
      """;

  private static final String NOTE_ABORT =
      """
      INSERT IGNORE INTO afe_aborted_host_queue_entries (queue_entry_id, aborted_by_id, aborted_on)
      SELECT :id, (SELECT id FROM afe_users WHERE login = 'autotest_system'), :now
      """;

  private static final String SUBDIRS =
      """
      SELECT DISTINCT execution_subdir FROM afe_host_queue_entries
      WHERE job_id = :job AND execution_subdir <> ''
      """;

  private static final String POINT =
      """
      UPDATE afe_host_queue_entries SET execution_id = :execution
      WHERE id IN (<ids>) AND status = :status
      """;

  private static final String COUNT =
      """
      SELECT COUNT(*) FROM afe_host_queue_entries WHERE id IN (<ids>) AND status = :status
      FOR UPDATE
      """;

  private final Handle handle;
  private final News news;

  EntrySql(Handle handle, News news) {
    this.handle = handle;
    this.news = news;
  }

  EntryStatus move(EntryId entry, EntryStatus from, EntryEvent event, String reason) {
    EntryStatus to = EntryTransitions.after(from, event);
    Instant now = Database.now(handle);
    int changed =
        handle
            .createUpdate(MOVE)
            .bind("id", entry.value())
            .bind("from", from.word())
            .bind("to", to.word())
            .bind("active", to.isActive())
            .bind("complete", to.isComplete())
            .bind("now", now)
            .bind("finished", to.isComplete() ? now : null)
            .execute();
    require(changed == 1, entry, from.word());
    news.entryMoved(entry, from.word(), to.word(), reason);
    return to;
  }

  void assign(EntryId entry, JobId job, HostId host) {
    int changed =
        handle.createUpdate(ASSIGN).bind("id", entry.value()).bind("host", host.value()).execute();
    require(changed == 1, entry, "without a host");
    handle.createUpdate(BLOCK).bind("job", job.value()).bind("host", host.value()).execute();
    news.changed(Kind.ENTRY, entry.value());
  }

  void unassign(EntryId entry, JobId job, HostId host) {
    int changed =
        handle
            .createUpdate(UNASSIGN)
            .bind("id", entry.value())
            .bind("host", host.value())
            .execute();
    require(changed == 1, entry, "on host " + host);
    handle.createUpdate(UNBLOCK).bind("job", job.value()).bind("host", host.value()).execute();
    news.changed(Kind.ENTRY, entry.value());
  }

  void setSubdir(EntryId entry, String subdir) {
    handle.createUpdate(SET_SUBDIR).bind("id", entry.value()).bind("subdir", subdir).execute();
    news.changed(Kind.ENTRY, entry.value());
  }

  void setStarted(EntryId entry, Optional<Instant> at) {
    handle
        .createUpdate(SET_STARTED)
        .bind("id", entry.value())
        .bind("at", at.orElse(null))
        .execute();
    news.changed(Kind.ENTRY, entry.value());
  }

  void setProblem(EntryId entry, Optional<Failure> problem) {
    handle
        .createUpdate(SET_PROBLEM)
        .bind("id", entry.value())
        .bind("blame", problem.map(Failure::blame).map(Blame::name).orElse(null))
        .bind("problem", problem.map(Failure::problem).orElse(null))
        .execute();
    news.changed(Kind.ENTRY, entry.value());
  }

  void requestAbort(EntryId entry, String reason) {
    int changed = handle.createUpdate(REQUEST_ABORT).bind("id", entry.value()).execute();
    require(changed == 1, entry, "unfinished and not aborted");
    handle
        .createUpdate(NOTE_ABORT)
        .bind("id", entry.value())
        .bind("now", Database.now(handle))
        .execute();
    setProblem(entry, Optional.of(new Failure(Blame.SUBMITTER, "aborting the job: " + reason)));
  }

  Set<String> subdirsOf(JobId job) {
    return Set.copyOf(
        handle.createQuery(SUBDIRS).bind("job", job.value()).mapTo(String.class).list());
  }

  void point(List<EntryId> entries, EntryStatus status, ExecutionId execution) {
    int changed =
        handle
            .createUpdate(POINT)
            .bindList("ids", ids(entries))
            .bind("status", status.word())
            .bind("execution", execution.value())
            .execute();
    require(changed == entries.size(), entries.getFirst(), status.word());
    entries.forEach(entry -> news.changed(Kind.ENTRY, entry.value()));
  }

  void requireAll(List<EntryId> entries, EntryStatus status) {
    int found =
        handle
            .createQuery(COUNT)
            .bindList("ids", ids(entries))
            .bind("status", status.word())
            .mapTo(Integer.class)
            .one();
    require(found == entries.size(), entries.getFirst(), status.word());
  }

  private static List<Long> ids(List<EntryId> entries) {
    return entries.stream().map(EntryId::value).toList();
  }

  private static void require(boolean held, EntryId entry, String expected) {
    if (!held) {
      throw new LostRace("entry " + entry, expected);
    }
  }
}
