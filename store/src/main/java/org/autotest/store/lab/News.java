package org.autotest.store.lab;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.TaskId;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// What one transaction has to tell: lines of the event log and of the outbox, written in one batch
/// each just before the commit.
final class News {
  private static final String LOG_ENTRY =
      """
      INSERT INTO afe_event_log
        (happened_at, kind, subject_id, job_id, host_id, old_status, new_status, reason, blame)
      SELECT :now, 'entry', id, job_id, host_id, :old, :new, :reason, :blame
      FROM afe_host_queue_entries
      WHERE id = :id
      """;

  private static final String LOG_HOST =
      """
      INSERT INTO afe_event_log
        (happened_at, kind, subject_id, job_id, host_id, old_status, new_status, reason, blame)
      VALUES (:now, 'host', :id, NULL, :id, :old, :new, :reason, :blame)
      """;

  private static final String LOG_TASK =
      """
      INSERT INTO afe_event_log
        (happened_at, kind, subject_id, job_id, host_id, old_status, new_status, reason, blame)
      SELECT :now, 'task', task.id, entry.job_id, task.host_id, :old, :new, :reason, :blame
      FROM afe_special_tasks task
      LEFT JOIN afe_host_queue_entries entry ON entry.id = task.queue_entry_id
      WHERE task.id = :id
      """;

  /// Longest reason the event log takes.
  private static final int REASON_MAX = 2_000;

  private record Event(
      long id, Optional<String> old, String now, String reason, Optional<Blame> blame) {}

  private final List<Event> entryEvents = new ArrayList<>();
  private final List<Event> hostEvents = new ArrayList<>();
  private final List<Event> taskEvents = new ArrayList<>();
  private final Map<Kind, Set<Long>> changed = new EnumMap<>(Kind.class);

  void entryMoved(EntryId entry, String from, String to, String reason) {
    entryEvents.add(new Event(entry.value(), Optional.of(from), to, cut(reason), Optional.empty()));
    changed(Kind.ENTRY, entry.value());
  }

  void hostMoved(HostId host, String from, String to, String reason) {
    hostEvents.add(new Event(host.value(), Optional.of(from), to, cut(reason), Optional.empty()));
    changed(Kind.HOST, host.value());
  }

  void taskMoved(
      TaskId task, Optional<String> from, String to, String reason, Optional<Blame> blame) {
    taskEvents.add(new Event(task.value(), from, to, cut(reason), blame));
    changed(Kind.TASK, task.value());
  }

  void changed(Kind kind, long id) {
    changed.computeIfAbsent(kind, _ -> new LinkedHashSet<>()).add(id);
  }

  void write(Handle handle) {
    write(handle, LOG_ENTRY, entryEvents);
    write(handle, LOG_HOST, hostEvents);
    write(handle, LOG_TASK, taskEvents);
    changed.forEach((kind, ids) -> LabChanges.append(handle, kind, ids));
  }

  private static void write(Handle handle, String sql, List<Event> events) {
    if (events.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(sql)) {
      for (Event event : events) {
        batch
            .bind("now", Database.now(handle))
            .bind("id", event.id())
            .bind("old", event.old().orElse(null))
            .bind("new", event.now())
            .bind("reason", event.reason())
            .bind("blame", event.blame().map(Blame::name).orElse(null))
            .add();
      }
      batch.execute();
    }
  }

  private static String cut(String reason) {
    return reason.length() > REASON_MAX ? reason.substring(0, REASON_MAX - 1) + "…" : reason;
  }
}
