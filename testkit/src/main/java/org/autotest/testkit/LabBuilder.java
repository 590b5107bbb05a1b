package org.autotest.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.Priority;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Writes rows of a laboratory, one call each, straight into the tables: also such as no front end
/// would allow. Every call is a transaction of its own and tells the outbox.
public final class LabBuilder {
  private static final int CONTROL_CLIENT = ControlType.CLIENT.number();

  private final Database database;

  public LabBuilder(Database database) {
    this.database = database;
  }

  /// An ordinary user, member of `Everyone`; returns its id.
  public long user(String login) {
    return user(login, 0);
  }

  /// A user of any level, member of `Everyone`; returns its id.
  ///
  /// @param accessLevel 100 for root
  public long user(String login, int accessLevel) {
    return database.transact(
        handle -> {
          long id =
              insert(
                  handle,
                  "INSERT INTO afe_users (login, access_level) VALUES (?, ?)",
                  login,
                  accessLevel);
          handle.execute(
              "INSERT INTO afe_acl_groups_users (aclgroup_id, user_id) VALUES (1, ?)", id);
          LabChanges.append(handle, Kind.USER, id);
          return id;
        });
  }

  /// A plain label.
  public LabelId label(String name) {
    return label(name, false);
  }

  /// A platform label.
  public LabelId platform(String name) {
    return label(name, true);
  }

  private LabelId label(String name, boolean isPlatform) {
    return database.transact(
        handle -> {
          long id =
              insert(
                  handle,
                  "INSERT INTO afe_labels (name, platform) VALUES (?, ?)",
                  name,
                  isPlatform);
          LabChanges.append(handle, Kind.LABEL, id);
          return new LabelId(id);
        });
  }

  /// An atomic group with a label of the same name, whose hosts are its members; returns its id.
  ///
  /// @param hostsMax most hosts that one job gets
  public long atomicGroup(String name, int hostsMax) {
    LabelId label = label(name);
    return database.transact(
        handle -> {
          long id =
              insert(
                  handle,
                  "INSERT INTO afe_atomic_groups (name, max_number_of_machines) VALUES (?, ?)",
                  name,
                  hostsMax);
          handle.execute(
              "UPDATE afe_labels SET atomic_group_id = ? WHERE id = ?", id, label.value());
          LabChanges.append(handle, Kind.ATOMIC_GROUP, id);
          LabChanges.append(handle, Kind.LABEL, label.value());
          return id;
        });
  }

  /// The id of a label.
  public long labelId(String name) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT id FROM afe_labels WHERE name = ?")
                .bind(0, name)
                .mapTo(Long.class)
                .one());
  }

  /// A client job without entries that asks for an atomic group, reboots nothing and verifies.
  public JobId job(String owner, String name, int synchCount, long atomicGroup) {
    JobId job = job(owner, name, Priority.MEDIUM, synchCount);
    change(
        Kind.JOB,
        job.value(),
        "UPDATE afe_jobs SET atomic_group_id = ? WHERE id = ?",
        atomicGroup,
        job.value());
    return job;
  }

  /// A queued entry for as many hosts as the job's atomic group gives.
  public EntryId groupEntry(JobId job) {
    return entry(job, null, null);
  }

  /// A host that is ready, clean, unlocked, and in `Everyone`.
  ///
  /// @param labels names; those that do not exist are made
  public HostId host(String hostname, String... labels) {
    HostId host =
        database.transact(
            handle -> {
              long id =
                  insert(handle, "INSERT INTO afe_hosts (hostname, dirty) VALUES (?, 0)", hostname);
              handle.execute(
                  "INSERT INTO afe_acl_groups_hosts (aclgroup_id, host_id) VALUES (1, ?)", id);
              LabChanges.append(handle, Kind.HOST, id);
              return new HostId(id);
            });
    Arrays.stream(labels).forEach(label -> addLabel(host, label));
    return host;
  }

  /// Puts a label on a host; makes the label when it does not exist.
  public void addLabel(HostId host, String name) {
    LabelId label =
        database
            .read(
                handle ->
                    handle
                        .createQuery("SELECT id FROM afe_labels WHERE name = ?")
                        .bind(0, name)
                        .mapTo(Long.class)
                        .findOne())
            .map(LabelId::new)
            .orElseGet(() -> label(name));
    change(
        Kind.HOST,
        host.value(),
        "INSERT INTO afe_hosts_labels (host_id, label_id) VALUES (?, ?)",
        host.value(),
        label.value());
  }

  /// Sets where a host stands.
  public void status(HostId host, HostStatus status) {
    change(
        Kind.HOST,
        host.value(),
        "UPDATE afe_hosts SET status = ?, status_changed_at = ? WHERE id = ?",
        status.word(),
        database.now(),
        host.value());
  }

  /// Locks a host in the name of `autotest_system`.
  public void lock(HostId host) {
    change(
        Kind.HOST,
        host.value(),
        "UPDATE afe_hosts SET locked = 1, locked_by_id = 1, lock_time = ? WHERE id = ?",
        database.now(),
        host.value());
  }

  /// Marks a host as used since its last cleanup.
  public void dirty(HostId host) {
    change(Kind.HOST, host.value(), "UPDATE afe_hosts SET dirty = 1 WHERE id = ?", host.value());
  }

  /// An ACL group of existing users and hosts; its hosts leave `Everyone`. Returns its id.
  public long aclGroup(String name, List<String> logins, List<HostId> hosts) {
    return database.transact(
        handle -> {
          long id = insert(handle, "INSERT INTO afe_acl_groups (name) VALUES (?)", name);
          for (String login : logins) {
            handle.execute(
                """
                INSERT INTO afe_acl_groups_users (aclgroup_id, user_id)
                SELECT ?, id FROM afe_users WHERE login = ?
                """,
                id,
                login);
          }
          for (HostId host : hosts) {
            handle.execute(
                "DELETE FROM afe_acl_groups_hosts WHERE host_id = ? AND aclgroup_id = 1",
                host.value());
            handle.execute(
                "INSERT INTO afe_acl_groups_hosts (aclgroup_id, host_id) VALUES (?, ?)",
                id,
                host.value());
          }
          LabChanges.append(handle, Kind.ACL_GROUP, id);
          LabChanges.append(handle, Kind.HOST, hosts.stream().map(HostId::value).toList());
          return id;
        });
  }

  /// A client job of medium priority, without entries, that reboots nothing and verifies.
  public JobId job(String owner, String name) {
    return job(owner, name, Priority.MEDIUM, 1);
  }

  /// A client job without entries, that reboots nothing and verifies.
  public JobId job(String owner, String name, Priority priority, int synchCount) {
    return database.transact(
        handle -> {
          long id =
              insert(
                  handle,
                  """
                  INSERT INTO afe_jobs
                    (owner, name, priority, control_file, control_type, created_on, synch_count,
                     timeout, reboot_before, reboot_after)
                  VALUES (?, ?, ?, 'job.run_test("sleeptest")', ?, ?, ?, 72, 0, 0)
                  """,
                  owner,
                  name,
                  priority.number(),
                  CONTROL_CLIENT,
                  Database.now(handle),
                  synchCount);
          LabChanges.append(handle, Kind.JOB, id);
          return new JobId(id);
        });
  }

  /// A queued entry on a given host.
  public EntryId entry(JobId job, HostId host) {
    return entry(job, host.value(), null);
  }

  /// A queued entry on any host of a label.
  public EntryId entry(JobId job, LabelId metaHost) {
    return entry(job, null, metaHost.value());
  }

  /// A queued entry that needs no machine.
  public EntryId hostlessEntry(JobId job) {
    return entry(job, null, null);
  }

  private EntryId entry(JobId job, @Nullable Long host, @Nullable Long metaHost) {
    return database.transact(
        handle -> {
          long id =
              insert(
                  handle,
                  """
                  INSERT INTO afe_host_queue_entries
                    (job_id, host_id, meta_host, atomic_group_id, status, priority,
                     status_changed_at)
                  SELECT id, ?, ?, atomic_group_id, 'Queued', priority, ?
                  FROM afe_jobs WHERE id = ?
                  """,
                  host,
                  metaHost,
                  Database.now(handle),
                  job.value());
          LabChanges.append(handle, Kind.ENTRY, id);
          return new EntryId(id);
        });
  }

  /// Sets where an entry stands, with the flags that follow from it.
  public void status(EntryId entry, EntryStatus status) {
    change(
        Kind.ENTRY,
        entry.value(),
        """
        UPDATE afe_host_queue_entries
        SET status = ?, active = ?, complete = ?, status_changed_at = ?
        WHERE id = ?
        """,
        status.word(),
        status.isActive(),
        status.isComplete(),
        database.now(),
        entry.value());
  }

  /// Asks to abort an entry, as a front end does.
  public void abort(EntryId entry) {
    change(
        Kind.ENTRY,
        entry.value(),
        "UPDATE afe_host_queue_entries SET aborted = 1 WHERE id = ?",
        entry.value());
  }

  /// A queued special task, asked for by `autotest_system`.
  ///
  /// @param onBehalfOf the entry that waits for it, or empty
  public TaskId task(TaskType type, HostId host, Optional<EntryId> onBehalfOf) {
    return database.transact(
        handle -> {
          long id =
              insert(
                  handle,
                  """
                  INSERT INTO afe_special_tasks
                    (host_id, task, requested_by_id, time_requested, queue_entry_id)
                  VALUES (?, ?, 1, ?, ?)
                  """,
                  host.value(),
                  type.word(),
                  Database.now(handle),
                  onBehalfOf.map(EntryId::value).orElse(null));
          LabChanges.append(handle, Kind.TASK, id);
          return new TaskId(id);
        });
  }

  private void change(Kind kind, long subject, String sql, Object... values) {
    database.transactVoid(
        handle -> {
          handle.execute(sql, values);
          LabChanges.append(handle, kind, subject);
        });
  }

  private static long insert(Handle handle, String sql, @Nullable Object... values) {
    var update = handle.createUpdate(sql);
    for (int i = 0; i < values.length; i++) {
      update.bind(i, values[i]);
    }
    return update.executeAndReturnGeneratedKeys().mapTo(Long.class).one();
  }
}
