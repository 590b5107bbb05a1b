package org.autotest.store.notices;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;
import org.jdbi.v3.core.Handle;

/// Notices of jobs that are over, and [Letters]. The first are found by following the event log, so
/// that nothing that ends a job needs to know of them, and each look costs what has happened since
/// the last.
///
/// Several processes may share the work: a notice is claimed for a while by whoever tries it.
public final class NoticeStore {
  /// A line may come to stand before lines already read, when its transaction lasted longer.
  private static final int LOOK_BACK = 1_000;

  private static final int EVENTS_AT_ONCE = 5_000;
  private static final int PROBLEM_CHARS_MAX = 500;

  private static final String POSITION =
      """
      SELECT last_event FROM afe_notice_position WHERE id = 1 FOR UPDATE
      """;

  private static final String BEGIN =
      """
      INSERT IGNORE INTO afe_notice_position (id, last_event)
      SELECT 1, COALESCE(MAX(id), 0) FROM afe_event_log
      """;

  private static final String LAST_EVENT =
      """
      SELECT COALESCE(MAX(id), 0) FROM afe_event_log
      """;

  private static final String ENDED =
      """
      SELECT DISTINCT event.job_id
      FROM afe_event_log event
      WHERE event.id > :after AND event.id <= :last AND event.kind = 'entry'
        AND event.job_id IS NOT NULL AND event.new_status IN (<final>)
        AND NOT EXISTS (
          SELECT 1 FROM afe_host_queue_entries entry FORCE INDEX (ix_entry_job)
          WHERE entry.job_id = event.job_id AND entry.complete = 0)
      """;

  private static final String ADDRESSES =
      """
      SELECT id, email_list FROM afe_jobs WHERE id IN (<jobs>) AND email_list <> ''
      """;

  private static final String ADD =
      """
      INSERT IGNORE INTO afe_notices (job_id, kind, recipient, created_at, due_at)
      VALUES (:job, :kind, :recipient, :now, :now)
      """;

  private static final String ADVANCE =
      """
      UPDATE afe_notice_position SET last_event = :last WHERE id = 1
      """;

  private static final String DUE =
      """
      SELECT id, job_id, kind, recipient, attempts, due_at, sent_at, problem, subject, body
      FROM afe_notices WHERE due_at <= :now
      ORDER BY due_at LIMIT :limit FOR UPDATE SKIP LOCKED
      """;

  private static final String CLAIM =
      """
      UPDATE afe_notices SET attempts = attempts + 1, due_at = :until WHERE id IN (<ids>)
      """;

  private static final String SENT =
      """
      UPDATE afe_notices SET sent_at = :now, due_at = NULL, problem = NULL WHERE id = :id
      """;

  private static final String FAILED =
      """
      UPDATE afe_notices SET due_at = :due, problem = :problem WHERE id = :id AND sent_at IS NULL
      """;

  private static final String OF_JOB =
      """
      SELECT id, job_id, kind, recipient, attempts, due_at, sent_at, problem, subject, body
      FROM afe_notices WHERE job_id = :job ORDER BY kind, recipient LIMIT 100
      """;

  private final Database database;

  public NoticeStore(Database database) {
    this.database = database;
  }

  /// Writes notices of the jobs that ended since the last call; the very first call begins at the
  /// present end of the event log. Jobs that were looked at before get no second ones.
  ///
  /// @param webhooks addresses that are told of every job
  /// @return how many were written
  public int collect(List<String> webhooks) {
    return collect(webhooks, List.of());
  }

  /// The same, and writes letters of hosts that were given up meanwhile, and of what stopped
  /// dispatchers just now.
  ///
  /// @param keepers who keep the lab; their addresses of mail
  public int collect(List<String> webhooks, List<String> keepers) {
    if (!keepers.isEmpty()) {
      database.transactVoid(handle -> KeeperLetters.ofTroubles(handle, keepers));
    }
    return database.transact(
        handle -> {
          Optional<Long> known = handle.createQuery(POSITION).mapTo(Long.class).findOne();
          if (known.isEmpty()) {
            handle.createUpdate(BEGIN).execute();
            return 0;
          }
          long position = known.get();
          long end = handle.createQuery(LAST_EVENT).mapTo(Long.class).one();
          long last = Math.min(end, position + EVENTS_AT_ONCE);
          if (last <= position) {
            return 0;
          }
          List<Long> jobs = ended(handle, Math.max(0, position - LOOK_BACK), last);
          int added = jobs.isEmpty() ? 0 : add(handle, jobs, webhooks);
          if (!keepers.isEmpty()) {
            KeeperLetters.ofHosts(handle, keepers, Math.max(0, position - LOOK_BACK), last);
          }
          handle.createUpdate(ADVANCE).bind("last", last).execute();
          return added;
        });
  }

  private static List<Long> ended(Handle handle, long after, long last) {
    List<String> words =
        Arrays.stream(EntryStatus.values())
            .filter(status -> status.isComplete() && status != EntryStatus.TEMPLATE)
            .map(EntryStatus::word)
            .toList();
    return handle
        .createQuery(ENDED)
        .bind("after", after)
        .bind("last", last)
        .bindList("final", words)
        .mapTo(Long.class)
        .list();
  }

  private static int add(Handle handle, List<Long> jobs, List<String> webhooks) {
    Instant now = Database.now(handle);
    var batch = handle.prepareBatch(ADD);
    handle
        .createQuery(ADDRESSES)
        .bindList("jobs", jobs)
        .map((row, _) -> mails(row))
        .forEach(mails -> mails.forEach(mail -> row(batch, mail, now)));
    for (long job : jobs) {
      for (String webhook : webhooks) {
        row(batch, new New(job, Notice.Kind.WEBHOOK, webhook), now);
      }
    }
    return batch.size() == 0 ? 0 : Arrays.stream(batch.execute()).sum();
  }

  private record New(long job, Notice.Kind kind, String recipient) {}

  private static void row(org.jdbi.v3.core.statement.PreparedBatch batch, New notice, Instant now) {
    batch
        .bind("job", notice.job())
        .bind("kind", notice.kind().word())
        .bind("recipient", notice.recipient())
        .bind("now", now)
        .add();
  }

  private static List<New> mails(ResultSet row) throws SQLException {
    List<New> mails = new ArrayList<>();
    for (String address : row.getString("email_list").split("[\\s,;]+", -1)) {
      if (!address.isEmpty()) {
        mails.add(new New(row.getLong("id"), Notice.Kind.MAIL, address));
      }
    }
    return mails;
  }

  /// Takes notices that are due, for whoever tries them now.
  ///
  /// @param claim how long nobody else tries them
  public List<Notice> claim(int limit, Duration claim) {
    return database.transact(
        handle -> {
          Instant now = Database.now(handle);
          List<Notice> due =
              handle
                  .createQuery(DUE)
                  .bind("now", now)
                  .bind("limit", limit)
                  .map((row, _) -> notice(row))
                  .list();
          if (!due.isEmpty()) {
            handle
                .createUpdate(CLAIM)
                .bind("until", now.plus(claim))
                .bindList("ids", due.stream().map(Notice::id).toList())
                .execute();
          }
          return due;
        });
  }

  /// Notes that somebody was told.
  public void sent(Notice notice) {
    database.transactVoid(
        handle ->
            handle
                .createUpdate(SENT)
                .bind("now", Database.now(handle))
                .bind("id", notice.id())
                .execute());
  }

  /// Notes that somebody could not be told.
  ///
  /// @param problem attempt, object, observation; cut to 500 characters
  /// @param again after which time to try again; empty to give up
  public void failed(Notice notice, String problem, Optional<Duration> again) {
    database.transactVoid(
        handle ->
            handle
                .createUpdate(FAILED)
                .bind("due", again.map(Database.now(handle)::plus).orElse(null))
                .bind(
                    "problem", problem.substring(0, Math.min(problem.length(), PROBLEM_CHARS_MAX)))
                .bind("id", notice.id())
                .execute());
  }

  /// Who is or was to be told of a job, in order; at most 100.
  public List<Notice> ofJob(JobId job) {
    return database.read(
        handle ->
            handle
                .createQuery(OF_JOB)
                .bind("job", job.value())
                .map((row, _) -> notice(row))
                .list());
  }

  private static Notice.About about(ResultSet row) throws SQLException {
    long job = row.getLong("job_id");
    return job > 0
        ? new Notice.About.JobOver(new JobId(job))
        : new Notice.About.InWords(row.getString("subject"), row.getString("body"));
  }

  private static Notice notice(ResultSet row) throws SQLException {
    return new Notice(
        row.getLong("id"),
        about(row),
        Notice.Kind.of(row.getString("kind")),
        row.getString("recipient"),
        row.getInt("attempts"),
        SqlTime.read(row, "due_at"),
        SqlTime.read(row, "sent_at"),
        Optional.ofNullable(row.getString("problem")));
  }
}
