package org.autotest.store.lab;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryEvent;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.EntryTransitions;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.JsonRows.Row;
import org.jdbi.v3.core.Handle;

/// Changes of host queue entries, made together by [#write].
final class EntrySql {
  private static final String CHANGE =
      """
      UPDATE JSON_TABLE(:rows, '$[*]' COLUMNS (
        id INT PATH '$.id',
        old VARCHAR(30) PATH '$.old',
        new VARCHAR(30) PATH '$.new',
        active INT PATH '$.active',
        complete INT PATH '$.complete',
        hosted INT EXISTS PATH '$.host',
        host INT PATH '$.host',
        host_before INT PATH '$.host_before',
        subdir VARCHAR(255) PATH '$.subdir',
        began INT EXISTS PATH '$.started',
        started DATETIME(3) PATH '$.started',
        failed INT EXISTS PATH '$.problem',
        blame VARCHAR(10) PATH '$.blame',
        problem VARCHAR(2000) PATH '$.problem',
        execution BIGINT PATH '$.execution',
        wait DATETIME(3) PATH '$.wait',
        archived VARCHAR(500) PATH '$.archived',
        abort INT EXISTS PATH '$.abort')) change_of
      STRAIGHT_JOIN afe_host_queue_entries entry ON entry.id = change_of.id
      SET entry.status = COALESCE(change_of.new, entry.status),
        entry.active = COALESCE(change_of.active, entry.active),
        entry.complete = COALESCE(change_of.complete, entry.complete),
        entry.status_changed_at = IF(change_of.new IS NULL, entry.status_changed_at, :now),
        entry.finished_on = IF(change_of.complete = 1, :now, entry.finished_on),
        entry.host_id = IF(change_of.hosted, change_of.host, entry.host_id),
        entry.execution_subdir = COALESCE(change_of.subdir, entry.execution_subdir),
        entry.started_on = IF(change_of.began, change_of.started, entry.started_on),
        entry.failure_blame = IF(change_of.failed, change_of.blame, entry.failure_blame),
        entry.failure_problem = IF(change_of.failed, change_of.problem, entry.failure_problem),
        entry.wait_until = COALESCE(change_of.wait, entry.wait_until),
        entry.archived_to = COALESCE(change_of.archived, entry.archived_to),
        entry.execution_id = COALESCE(change_of.execution, entry.execution_id),
        entry.aborted = IF(change_of.abort, 1, entry.aborted)
      WHERE (change_of.old IS NULL OR entry.status = change_of.old)
        AND (NOT change_of.hosted OR entry.host_id <=> change_of.host_before)
        AND (NOT change_of.abort OR (entry.aborted = 0 AND entry.complete = 0))
      """;

  private static final String ADD =
      """
      INSERT INTO afe_host_queue_entries
        (job_id, host_id, meta_host, atomic_group_id, status, priority, status_changed_at)
      SELECT job_id, :host, meta_host, atomic_group_id, status, priority, :now
      FROM afe_host_queue_entries
      WHERE id = :like AND status = 'Queued' AND aborted = 0
      """;

  private static final String LOST_BEFORE_START =
      """
      SELECT COALESCE(failure_blame, 'SUBMITTER')
      FROM afe_host_queue_entries
      WHERE job_id = :job AND started_on IS NULL
        AND (aborted = 1 OR status IN ('Failed', 'Parsing', 'Archiving')
          OR (status = 'Stopped' AND failure_blame IS NOT NULL))
      ORDER BY id
      """;

  private static final String BLOCK =
      """
      INSERT IGNORE INTO afe_ineligible_host_queues (job_id, host_id)
      SELECT block.job, block.host
      FROM JSON_TABLE(:rows, '$[*]' COLUMNS (
        job INT PATH '$.job', host INT PATH '$.host')) block
      """;

  private static final String UNBLOCK =
      """
      DELETE FROM afe_ineligible_host_queues WHERE job_id = :job AND host_id = :host
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

  /// A host that no other entry of the job may take, or may take again.
  private record Block(JobId job, HostId host) {
    Row asRow() {
      return new Row().set("job", job.value()).set("host", host.value());
    }
  }

  private final Handle handle;
  private final News news;
  private final Expected<EntryId> changes = new Expected<>("entry");
  private final Map<EntryId, NewExecution> executions = new LinkedHashMap<>();
  private final List<Block> blocks = new ArrayList<>();
  private final List<Block> unblocks = new ArrayList<>();
  private final List<EntryId> aborts = new ArrayList<>();

  EntrySql(Handle handle, News news) {
    this.handle = handle;
    this.news = news;
  }

  private Row row(EntryId entry) {
    news.changed(Kind.ENTRY, entry.value());
    return changes.of(entry, entry.value());
  }

  EntryStatus move(EntryId entry, EntryStatus from, EntryEvent event, String reason) {
    EntryStatus to = EntryTransitions.after(from, event);
    changes
        .move(entry, entry.value(), from.word(), to.word())
        .set("active", to.isActive())
        .set("complete", to.isComplete());
    news.entryMoved(entry, from.word(), to.word(), reason);
    return to;
  }

  void assign(EntryId entry, JobId job, HostId host) {
    row(entry).set("host", host.value()).setNull("host_before");
    changes.expect(entry, "without a host");
    news.entryGiven(entry, job, host);
    blocks.add(new Block(job, host));
  }

  /// Written at once, since others need its number.
  EntryId add(EntryId like, JobId job, HostId host) {
    EntryId added =
        handle
            .createUpdate(ADD)
            .bind("like", like.value())
            .bind("host", host.value())
            .bind("now", Database.now(handle))
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .findOne()
            .map(EntryId::new)
            .orElseThrow(() -> new LostRace("entry " + like, EntryStatus.QUEUED.word()));
    blocks.add(new Block(job, host));
    news.changed(Kind.ENTRY, added.value());
    news.entryGiven(added, job, host);
    return added;
  }

  void unassign(EntryId entry, JobId job, HostId host) {
    row(entry).setNull("host").set("host_before", host.value());
    changes.expect(entry, "on host " + host);
    unblocks.add(new Block(job, host));
  }

  void setSubdir(EntryId entry, String subdir) {
    row(entry).set("subdir", subdir);
  }

  void setStarted(EntryId entry, Optional<Instant> at) {
    if (at.isPresent()) {
      row(entry).set("started", at.get());
    } else {
      row(entry).setNull("started");
    }
  }

  void setWaitUntil(EntryId entry, Instant until) {
    row(entry).set("wait", until);
  }

  void setArchive(EntryId entry, String place) {
    row(entry).set("archived", place);
  }

  void setProblem(EntryId entry, Optional<Failure> problem) {
    row(entry)
        .setOrNull("problem", problem.map(Failure::problem))
        .setOrNull("blame", problem.map(Failure::blame).map(Blame::name));
  }

  void requestAbort(EntryId entry, String reason) {
    row(entry).set("abort", true);
    changes.expect(entry, "unfinished and not aborted");
    aborts.add(entry);
    setProblem(entry, Optional.of(new Failure(Blame.SUBMITTER, "aborting the job: " + reason)));
  }

  /// Of the rows as they are; what this transaction changes is not in them before [#write].
  Set<String> subdirsOf(JobId job) {
    return new HashSet<>(
        handle.createQuery(SUBDIRS).bind("job", job.value()).mapTo(String.class).list());
  }

  /// As [#subdirsOf] of rows as they are. One that was aborted was so by somebody.
  List<Blame> lostBeforeStart(JobId job) {
    return handle
        .createQuery(LOST_BEFORE_START)
        .bind("job", job.value())
        .mapTo(String.class)
        .map(Blame::valueOf)
        .list();
  }

  /// The entries must have the status, and belong to the execution from now on.
  void point(List<EntryId> entries, EntryStatus status, NewExecution execution) {
    requireAll(entries, status);
    entries.forEach(
        entry -> {
          row(entry);
          executions.put(entry, execution);
        });
  }

  void requireAll(List<EntryId> entries, EntryStatus status) {
    for (EntryId entry : entries) {
      Row row = changes.of(entry, entry.value());
      if (!row.has("old")) {
        row.set("old", status.word());
        changes.expect(entry, status.word());
      }
    }
  }

  /// Makes all changes; executions must have their ids.
  void write() {
    executions.forEach(
        (entry, execution) ->
            changes.of(entry, entry.value()).set("execution", execution.id().value()));
    Instant now = Database.now(handle);
    changes.apply(handle, CHANGE, Map.of("now", now));
    for (Block block : unblocks) {
      handle
          .createUpdate(UNBLOCK)
          .bind("job", block.job().value())
          .bind("host", block.host().value())
          .execute();
    }
    if (!blocks.isEmpty()) {
      handle.createUpdate(BLOCK).bind("rows", JsonRows.of(blocks, Block::asRow)).execute();
    }
    for (EntryId entry : aborts) {
      handle.createUpdate(NOTE_ABORT).bind("id", entry.value()).bind("now", now).execute();
    }
  }
}
