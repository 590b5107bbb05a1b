package org.autotest.store.lab;

import java.util.List;
import java.util.function.ObjLongConsumer;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.jdbi.v3.core.Handle;

/// Fills an empty database with a lab of any size, for measurements.
///
/// Host `hostN` carries the label of its pool, `pool0` to `pool49`, and a platform. Hosts of odd
/// pools are locked, so that entries for them wait; hosts of even pools are free.
public final class MadeUpLab {
  /// Pools of hosts, each with a label; half of them are locked.
  public static final int POOLS = 50;

  /// Users who submit; all are in `Everyone`.
  public static final int OWNERS = 50;

  /// How large.
  ///
  /// @param hosts 1 to 1,000,000; half of them free
  /// @param queued jobs of one entry each, 0 to 10,000,000
  public record Size(int hosts, int queued) {
    public Size {
      if (hosts < 1 || hosts > 1_000_000 || queued < 0 || queued > 10_000_000) {
        throw new IllegalArgumentException(
            "a lab of %d hosts and %d queued jobs cannot be made up".formatted(hosts, queued));
      }
    }
  }

  private static final List<String> PEOPLE_AND_LABELS =
      List.of(
          "INSERT INTO afe_users (login) SELECT CONCAT('owner', seq) FROM seq_0_to_49",
          """
          INSERT INTO afe_acl_groups_users (aclgroup_id, user_id)
          SELECT 1, id FROM afe_users WHERE login LIKE 'owner%'
          """,
          "INSERT INTO afe_labels (name) SELECT CONCAT('pool', seq) FROM seq_0_to_49",
          "INSERT INTO afe_labels (name, platform) VALUES ('x86', 1), ('arm', 1), ('riscv', 1)",
          "INSERT INTO afe_labels (name) VALUES ('nowhere')");

  private static final String HOSTS =
      """
      INSERT INTO afe_hosts (hostname, dirty, locked)
      SELECT CONCAT('host', seq), 0, :lock AND MOD(seq, 2)
      FROM seq_0_to_999999
      WHERE seq < :hosts
      ORDER BY seq
      """;

  private static final List<String> HOST_TIES =
      List.of(
          """
          INSERT INTO afe_hosts_labels (host_id, label_id)
          SELECT host.id, label.id
          FROM afe_hosts host
          JOIN afe_labels label
            ON label.name = CONCAT('pool', MOD(CAST(SUBSTR(host.hostname, 5) AS INT), 50))
          """,
          """
          INSERT INTO afe_hosts_labels (host_id, label_id)
          SELECT host.id, label.id
          FROM afe_hosts host
          JOIN afe_labels label ON label.name = ELT(1 + MOD(host.id, 3), 'x86', 'arm', 'riscv')
          """,
          "INSERT INTO afe_acl_groups_hosts (aclgroup_id, host_id) SELECT 1, id FROM afe_hosts");

  private static final String JOBS =
      """
      INSERT INTO afe_jobs
        (owner, name, priority, control_file, control_type, created_on, timeout, run_verify,
         reboot_before, reboot_after)
      SELECT CONCAT('owner', MOD(seq DIV 100, 50)), CONCAT('made up ', seq), MOD(seq, 4),
        'job.run_test("sleeptest")', 2, :now, 1000, 0, 0, 0
      FROM seq_0_to_9999999
      WHERE seq >= :from AND seq < :to
      ORDER BY seq
      """;

  /// As many jobs as one statement can make, with their entries, well within the time that a
  /// statement has.
  private static final int PORTION = 100_000;

  private static final String LAST_JOB = "SELECT COALESCE(MAX(id), 0) FROM afe_jobs";
  private static final String FIRST_HOST = "SELECT MIN(id) FROM afe_hosts";
  private static final String FIRST_JOB = "SELECT COALESCE(MIN(id), 0) FROM afe_jobs";
  private static final String FIRST_POOL = "SELECT id FROM afe_labels WHERE name = 'pool0'";

  /// By turns: any host of a locked pool; one locked host; any host of a free pool with a label
  /// that no host has; one free host with a label that it has not.
  private static final String WAITING_ENTRIES =
      """
      INSERT INTO afe_host_queue_entries
        (job_id, host_id, meta_host, status, priority, status_changed_at)
      SELECT id,
        IF(MOD(id - :job, 2), :host + MOD((id - :job) DIV 2 * 2 + IF(MOD(id - :job, 4) = 1, 1, 0),
          :hosts), NULL),
        IF(MOD(id - :job, 2), NULL,
          :pool + MOD((id - :job) DIV 4 * 2 + IF(MOD(id - :job, 4) = 0, 1, 0), 50)),
        'Queued', priority, :now
      FROM afe_jobs
      WHERE id > :after
      ORDER BY id
      """;

  private static final String DEPENDENCIES =
      """
      INSERT INTO afe_jobs_dependency_labels (job_id, label_id)
      SELECT job.id, label.id
      FROM afe_jobs job
      JOIN afe_labels label ON label.name = 'nowhere'
      WHERE job.id > :after AND MOD(job.id - :job, 4) >= 2
      """;

  private static final String BLOCKS =
      """
      INSERT INTO afe_ineligible_host_queues (job_id, host_id)
      SELECT job_id, host_id
      FROM afe_host_queue_entries
      WHERE job_id > :after AND host_id IS NOT NULL
      """;

  private static final String RUNNABLE_ENTRIES =
      """
      INSERT INTO afe_host_queue_entries (job_id, meta_host, status, priority, status_changed_at)
      SELECT id, :pool + MOD(id - :job, 50), 'Queued', priority, :now
      FROM afe_jobs
      WHERE id > :after
      ORDER BY id
      """;

  private static final String SWITCH_DIRTY =
      """
      UPDATE afe_hosts SET dirty = 1 - dirty WHERE locked = 1 ORDER BY id LIMIT :hosts
      """;

  private static final String LOCKED =
      "SELECT id FROM afe_hosts WHERE locked = 1 ORDER BY id LIMIT :n";

  private static final String UNFINISHED =
      "SELECT COUNT(*) FROM afe_host_queue_entries WHERE complete = 0";

  private static final String BUSY_HOSTS =
      """
      SELECT COUNT(*) FROM afe_hosts host
      WHERE status NOT IN ('Ready', 'Repair Failed') OR EXISTS (
        SELECT 1 FROM afe_special_tasks task WHERE task.host_id = host.id AND task.is_complete = 0)
      """;

  private static final String ENTRIES = "SELECT COUNT(*) FROM afe_host_queue_entries";

  private MadeUpLab() {}

  /// All entries that were ever made.
  public static long entries(Database database) {
    return database.read(handle -> handle.createQuery(ENTRIES).mapTo(Long.class).one());
  }

  /// Entries that are not over.
  public static long unfinished(Database database) {
    return database.read(handle -> handle.createQuery(UNFINISHED).mapTo(Long.class).one());
  }

  /// Hosts that do something, or shall.
  public static long busyHosts(Database database) {
    return database.read(handle -> handle.createQuery(BUSY_HOSTS).mapTo(Long.class).one());
  }

  /// Makes a lab whose queued entries all wait, and none of which can run.
  public static void fillWaiting(Database database, Size size) {
    database.transactVoid(handle -> inventory(handle, size.hosts(), true));
    inPortions(
        database,
        size.queued(),
        (handle, after) -> {
          long job = number(handle, FIRST_JOB);
          handle
              .createUpdate(WAITING_ENTRIES)
              .bind("job", job)
              .bind("after", after)
              .bind("host", number(handle, FIRST_HOST))
              .bind("pool", number(handle, FIRST_POOL))
              .bind("hosts", size.hosts() / 2 * 2)
              .bind("now", Database.now(handle))
              .execute();
          handle.createUpdate(DEPENDENCIES).bind("job", job).bind("after", after).execute();
          handle.createUpdate(BLOCKS).bind("after", after).execute();
        });
  }

  /// Makes a lab without locked hosts whose queued entries can all run: each takes any host of a
  /// pool, and pools are asked for by turns.
  public static void fillRunnable(Database database, Size size) {
    database.transactVoid(handle -> inventory(handle, size.hosts(), false));
    inPortions(
        database,
        size.queued(),
        (handle, after) ->
            handle
                .createUpdate(RUNNABLE_ENTRIES)
                .bind("job", number(handle, FIRST_JOB))
                .bind("after", after)
                .bind("pool", number(handle, FIRST_POOL))
                .bind("now", Database.now(handle))
                .execute());
  }

  /// Changes that many locked hosts a little, which leads to no decision.
  public static void touchHosts(Database database, int hosts) {
    database.transactVoid(
        handle -> {
          handle.createUpdate(SWITCH_DIRTY).bind("hosts", hosts).execute();
          LabChanges.append(
              handle,
              Kind.HOST,
              handle.createQuery(LOCKED).bind("n", hosts).mapTo(Long.class).list());
        });
  }

  private static void inventory(Handle handle, int hosts, boolean lock) {
    PEOPLE_AND_LABELS.forEach(handle::execute);
    handle.createUpdate(HOSTS).bind("hosts", hosts).bind("lock", lock).execute();
    HOST_TIES.forEach(handle::execute);
  }

  /// Makes jobs, and what belongs to them, in transactions of bounded length.
  private static void inPortions(
      Database database, int queued, ObjLongConsumer<Handle> whatBelongsToJobsAfter) {
    for (int from = 0; from < queued; from += PORTION) {
      int start = from;
      int end = Math.min(queued, from + PORTION);
      database.transactVoid(
          handle -> {
            long after = number(handle, LAST_JOB);
            handle
                .createUpdate(JOBS)
                .bind("from", start)
                .bind("to", end)
                .bind("now", Database.now(handle))
                .execute();
            whatBelongsToJobsAfter.accept(handle, after);
          });
    }
  }

  private static long number(Handle handle, String query) {
    return handle.createQuery(query).mapTo(Long.class).one();
  }
}
