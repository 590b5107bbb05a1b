package org.autotest.store.lab;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskId;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.autotest.store.lab.JsonRows.Row;
import org.autotest.store.lab.Transition.Created;
import org.autotest.store.lab.Transition.Given;
import org.autotest.store.lab.Transition.Subject;
import org.jdbi.v3.core.Handle;

/// What one transaction has to tell: lines of the event log and of the outbox, written by one
/// statement each just before the commit.
final class News {
  private static final String LOG =
      """
      INSERT INTO afe_event_log
        (happened_at, kind, subject_id, job_id, host_id, old_status, new_status, reason, blame)
      SELECT :now, event.kind, event.id, COALESCE(entry.job_id, waiting.job_id),
        CASE event.kind
          WHEN 'host' THEN event.id
          WHEN 'entry' THEN entry.host_id
          ELSE task.host_id END,
        event.old, event.new, event.reason, event.blame
      FROM JSON_TABLE(:rows, '$[*]' COLUMNS (
        number FOR ORDINALITY,
        kind VARCHAR(10) PATH '$.kind',
        id INT PATH '$.id',
        entry INT PATH '$.entry',
        task INT PATH '$.task',
        old VARCHAR(30) PATH '$.old',
        new VARCHAR(30) PATH '$.new',
        reason VARCHAR(2000) PATH '$.reason',
        blame VARCHAR(10) PATH '$.blame')) event
      LEFT JOIN afe_host_queue_entries entry ON entry.id = event.entry
      LEFT JOIN afe_special_tasks task ON task.id = event.task
      LEFT JOIN afe_host_queue_entries waiting ON waiting.id = task.queue_entry_id
      ORDER BY event.number
      """;

  /// Longest reason the event log takes.
  private static final int REASON_MAX = 2_000;

  private record Event(
      Kind kind, long id, Optional<String> old, String now, String reason, Optional<Blame> blame) {
    Transition asTransition(Map<Long, Given> given, Map<Long, Created> created) {
      Subject subject =
          switch (kind) {
            case ENTRY -> new Transition.Entry(new EntryId(id), Optional.ofNullable(given.get(id)));
            case HOST -> new Transition.Host(new HostId(id));
            case TASK -> new Transition.Task(new TaskId(id), Optional.ofNullable(created.get(id)));
            default -> throw new IllegalStateException("nothing is told of a " + kind.word());
          };
      return new Transition(subject, old, now, reason);
    }

    Row asRow() {
      Row row =
          new Row().set("kind", kind.word()).set("id", id).set("new", now).set("reason", reason);
      if (kind != Kind.HOST) {
        row.set(kind.word(), id);
      }
      old.ifPresent(before -> row.set("old", before));
      blame.ifPresent(whose -> row.set("blame", whose.name()));
      return row;
    }
  }

  private final List<Event> events = new ArrayList<>();
  private final Map<Kind, Set<Long>> changed = new EnumMap<>(Kind.class);
  private final Map<Long, Given> given = new HashMap<>();
  private final Map<Long, Created> created = new HashMap<>();

  void entryMoved(EntryId entry, String from, String to, String reason) {
    moved(Kind.ENTRY, entry.value(), Optional.of(from), to, reason, Optional.empty());
  }

  void hostMoved(HostId host, String from, String to, String reason) {
    moved(Kind.HOST, host.value(), Optional.of(from), to, reason, Optional.empty());
  }

  void taskMoved(
      TaskId task, Optional<String> from, String to, String reason, Optional<Blame> blame) {
    moved(Kind.TASK, task.value(), from, to, reason, blame);
  }

  /// A task that was just created.
  void taskCreated(TaskId task, Created its, String to, String reason) {
    created.put(task.value(), its);
    taskMoved(task, Optional.empty(), to, reason, Optional.empty());
  }

  /// The entry was just given a host.
  void entryGiven(EntryId entry, JobId job, HostId host) {
    given.put(entry.value(), new Given(job, host));
  }

  /// Changes of where things stand, in their order.
  List<Transition> transitions() {
    return events.stream().map(event -> event.asTransition(given, created)).toList();
  }

  private void moved(
      Kind kind, long id, Optional<String> from, String to, String reason, Optional<Blame> blame) {
    events.add(new Event(kind, id, from, to, Texts.cut(reason, REASON_MAX), blame));
    changed(kind, id);
  }

  void changed(Kind kind, long id) {
    changed.computeIfAbsent(kind, _ -> new LinkedHashSet<>()).add(id);
  }

  void write(Handle handle) {
    if (!events.isEmpty()) {
      handle
          .createUpdate(LOG)
          .bind("rows", JsonRows.of(events, Event::asRow))
          .bind("now", Database.now(handle))
          .execute();
    }
    LabChanges.append(handle, changed);
  }
}
