package org.autotest.store.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.host.HostEvent;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.HostTransitions;
import org.autotest.core.host.Protection;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Filing;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Wishes;
import org.autotest.core.job.TimeLimit;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EventLog;
import org.autotest.store.drones.DroneSetStore;
import org.autotest.store.jobs.TargetResolver.TargetLabel;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/// Writes the rows of a new job; everything has been checked.
final class JobRows {
  private static final String INSERT_JOB =
      """
      INSERT INTO afe_jobs
        (owner, name, priority, control_file, control_type, created_on, synch_count, timeout,
         run_verify, email_list, reboot_before, reboot_after, parse_failed_repair,
         reserve_hosts, max_runtime_hrs, timeout_minutes, max_runtime_minutes, drone_set_id, is_template,
         source_job_id, atomic_group_id)
      VALUES
        (:owner, :name, :priority, :control, :type, :now, :synch, :timeout,
         :verify, :emails, :before, :after, :parse,
         :reserve, :runtime, :timeout_minutes, :runtime_minutes, :drones, :template,
         :source, :atomic)
      """;

  private static final String INSERT_DEPENDENCY =
      """
      INSERT INTO afe_jobs_dependency_labels (job_id, label_id) VALUES (?, ?)
      """;

  private static final String INSERT_KEYVAL =
      """
      INSERT INTO afe_job_keyvals (job_id, `key`, value) VALUES (?, ?, ?)
      """;

  private static final String INSERT_ENTRY =
      """
      INSERT INTO afe_host_queue_entries
        (job_id, host_id, meta_host, status, complete, priority, status_changed_at,
         atomic_group_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String INSERT_BLOCK =
      """
      INSERT INTO afe_ineligible_host_queues (job_id, host_id) VALUES (?, ?)
      """;

  private static final String INSERT_ONE_TIME_HOST =
      """
      INSERT INTO afe_hosts (hostname, invalid, protection, status_changed_at)
      VALUES (:name, 1, :protection, :now)
      """;

  private static final String REUSE_ONE_TIME_HOST =
      """
      UPDATE afe_hosts
      SET protection = :protection, locked = 0, locked_by_id = NULL, lock_time = NULL,
        lock_reason = NULL, lock_expires = NULL, dirty = 1
      WHERE id = :id AND invalid = 1
      """;

  private static final String REVIVE =
      """
      UPDATE afe_hosts h
      SET h.status = :to, h.status_changed_at = :now, h.failure_blame = NULL,
        h.failure_problem = NULL
      WHERE h.id = :id AND h.status = :from AND NOT EXISTS (
        SELECT 1 FROM afe_host_queue_entries e WHERE e.host_id = h.id AND e.active = 1)
      """;

  private final Handle handle;
  private final Caller owner;
  private final Filing filing;
  private final Optional<Long> atomicGroup;

  /// Writes rows of one job.
  ///
  /// @param atomicGroup the group that was asked for
  JobRows(Handle handle, Caller owner, Filing filing, Optional<Long> atomicGroup) {
    this.atomicGroup = atomicGroup;
    this.handle = handle;
    this.owner = owner;
    this.filing = filing;
  }

  long insertJob(NewJob job) {
    Wishes wishes = job.wishes();
    return handle
        .createUpdate(INSERT_JOB)
        .bind("owner", owner.login())
        .bind("name", job.name().strip())
        .bind("priority", wishes.priority().number())
        .bind("control", job.control().text())
        .bind("type", job.control().type().number())
        .bind("now", Database.now(handle))
        .bind("synch", wishes.synchCount())
        .bind("timeout", TimeLimit.hours(wishes.timeout()))
        .bind("timeout_minutes", TimeLimit.minutes(wishes.timeout()).orElse(null))
        .bind("verify", wishes.runVerify())
        .bind("emails", String.join(",", job.emailList()))
        .bind("before", wishes.rebootBefore().orElse(owner.rebootBefore()).number())
        .bind("after", wishes.rebootAfter().orElse(owner.rebootAfter()).number())
        .bind("parse", wishes.parseFailedRepair())
        .bind("reserve", wishes.reserveHosts())
        .bind("runtime", TimeLimit.hours(wishes.maxRuntime()))
        .bind("runtime_minutes", TimeLimit.minutes(wishes.maxRuntime()).orElse(null))
        .bind("drones", droneSet(handle, owner, wishes).orElse(null))
        .bind("template", filing.template())
        .bind("source", filing.source().map(JobId::value).orElse(null))
        .bind("atomic", atomicGroup.orElse(null))
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  /// The drone set that a job is limited to, if any.
  ///
  /// @throws BadRequest when there is none of the name
  static Optional<Long> droneSet(Handle handle, Caller owner, Wishes wishes) {
    return wishes
        .droneSet()
        .map(name -> DroneSetStore.named(handle, JobChecks.DRONE_SET, name))
        .or(owner::droneSet);
  }

  void insertDependencies(long job, List<TargetLabel> labels) {
    batch(INSERT_DEPENDENCY, labels.stream().map(label -> List.of(job, label.id())).toList());
  }

  void insertKeyvals(long job, Map<String, String> keyvals) {
    batch(
        INSERT_KEYVAL,
        keyvals.entrySet().stream()
            .map(keyval -> List.<Object>of(job, keyval.getKey(), keyval.getValue()))
            .toList());
  }

  /// One entry for each host and each mention of a label; a single one without either for a job
  /// without machines, and for one that takes what its atomic group gives.
  void insertEntries(long job, NewJob asked, List<TargetHost> hosts, List<TargetLabel> metaHosts) {
    int priority = asked.wishes().priority().number();
    try (PreparedBatch batch = handle.prepareBatch(INSERT_ENTRY)) {
      hosts.forEach(host -> addEntry(batch, job, host.id(), null, priority));
      metaHosts.forEach(label -> addEntry(batch, job, null, label.id(), priority));
      boolean wantsWholeGroup = atomicGroup.isPresent() && hosts.isEmpty() && metaHosts.isEmpty();
      if (asked.targets().hostless() || wantsWholeGroup) {
        addEntry(batch, job, null, null, priority);
      }
      batch.execute();
    }
    if (!filing.template()) {
      insertBlocks(job, hosts);
    }
    EventLog.entriesCreated(handle, job, owner.login());
    LabChanges.append(handle, Kind.JOB, job);
  }

  private void insertBlocks(long job, List<TargetHost> hosts) {
    batch(INSERT_BLOCK, hosts.stream().map(host -> List.<Object>of(job, host.id())).toList());
  }

  private void addEntry(
      PreparedBatch batch, long job, @Nullable Long host, @Nullable Long metaHost, int priority) {
    EntryStatus status = filing.template() ? EntryStatus.TEMPLATE : EntryStatus.QUEUED;
    batch
        .bind(0, job)
        .bind(1, host)
        .bind(2, metaHost)
        .bind(3, status.word())
        .bind(4, status.isComplete())
        .bind(5, priority)
        .bind(6, Database.now(handle))
        .bind(7, atomicGroup.orElse(null))
        .add();
  }

  /// Makes rows for machines outside the inventory, or takes those of an earlier job.
  List<TargetHost> oneTimeHosts(List<String> names, Map<String, TargetHost> known) {
    List<TargetHost> hosts = new ArrayList<>();
    for (String name : names) {
      TargetHost before = known.get(TargetResolver.folded(name));
      hosts.add(before == null ? insertOneTimeHost(name) : reuse(before));
    }
    LabChanges.append(handle, Kind.HOST, hosts.stream().map(TargetHost::id).toList());
    return hosts;
  }

  private TargetHost insertOneTimeHost(String name) {
    long id =
        handle
            .createUpdate(INSERT_ONE_TIME_HOST)
            .bind("name", name)
            .bind("protection", Protection.DO_NOT_REPAIR.number())
            .bind("now", Database.now(handle))
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    return new TargetHost(id, name, true, HostStatus.READY.word());
  }

  private TargetHost reuse(TargetHost host) {
    handle
        .createUpdate(REUSE_ONE_TIME_HOST)
        .bind("id", host.id())
        .bind("protection", Protection.DO_NOT_REPAIR.number())
        .execute();
    return host;
  }

  /// Puts hosts back to work that had been given up: somebody wants them by name.
  void revive(List<TargetHost> hosts) {
    HostStatus from = HostStatus.REPAIR_FAILED;
    HostStatus to = HostTransitions.after(from, HostEvent.REVIVED);
    for (TargetHost host : hosts) {
      if (!host.status().equals(from.word())) {
        continue;
      }
      int changed =
          handle
              .createUpdate(REVIVE)
              .bind("id", host.id())
              .bind("from", from.word())
              .bind("to", to.word())
              .bind("now", Database.now(handle))
              .execute();
      if (changed == 1) {
        EventLog.hostNoted(handle, host.id(), from.word(), "a job asks for it", owner.login());
        LabChanges.append(handle, Kind.HOST, host.id());
      }
    }
  }

  private void batch(String sql, List<? extends List<?>> rows) {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(sql)) {
      rows.forEach(row -> batch.add(row.toArray()));
      batch.execute();
    }
  }
}
