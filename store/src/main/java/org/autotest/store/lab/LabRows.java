package org.autotest.store.lab;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.host.LabelId;
import org.autotest.core.host.Protection;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.Priority;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.schedule.Offer;
import org.autotest.core.schedule.Reserved;
import org.autotest.store.SqlTime;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabExecution.Told;
import org.autotest.store.lab.LabExecution.Work;
import org.jspecify.annotations.Nullable;

/// Makes values of rows. A row that cannot be read is a broken invariant: only our own programs
/// write these columns.
final class LabRows {
  private LabRows() {}

  /// A host with `labels`, ids with commas between, and `access_groups`, names of a line each.
  static LabHost host(ResultSet row) throws SQLException {
    Set<LabelId> labels =
        listed(row.getString("labels"), ",")
            .map(id -> new LabelId(Long.parseLong(id)))
            .collect(Collectors.toSet());
    Set<String> groups = listed(row.getString("access_groups"), "\n").collect(Collectors.toSet());
    return new LabHost(
        new HostId(row.getLong("id")),
        new Hostname(text(row, "hostname")),
        HostStatus.ofWord(text(row, "status")).orElse(HostStatus.READY),
        row.getBoolean("locked"),
        row.getBoolean("dirty"),
        Protection.ofNumber(row.getInt("protection")),
        new Offer(labels, groups, row.getBoolean("invalid"), reserved(row)));
  }

  private static Stream<String> listed(@Nullable String list, String between) {
    return list == null ? Stream.empty() : Arrays.stream(list.split(between));
  }

  private static Optional<Reserved> reserved(ResultSet row) throws SQLException {
    String holder = row.getString("reserved_for");
    if (holder == null) {
      return Optional.empty();
    }
    String reason = row.getString("reason");
    return Optional.of(
        new Reserved(
            holder,
            row.getBoolean("for_labels"),
            SqlTime.read(row, "ends_at").orElseThrow(),
            reason == null ? "" : reason));
  }

  static LabJob job(ResultSet row, Map<JobId, Set<LabelId>> dependencies) throws SQLException {
    JobId id = new JobId(row.getLong("id"));
    JobOptions options =
        new JobOptions(
            Priority.ofNumber(row.getInt("priority")),
            Math.max(1, row.getInt("synch_count")),
            SqlTime.limit(row, "timeout", "timeout_minutes"),
            SqlTime.limit(row, "max_runtime_hrs", "max_runtime_minutes"),
            row.getBoolean("run_verify"),
            RebootBefore.ofNumber(row.getInt("reboot_before")),
            RebootAfter.ofNumber(row.getInt("reboot_after")),
            row.getBoolean("parse_failed_repair"),
            row.getBoolean("reserve_hosts"));
    return new LabJob(
        id,
        text(row, "owner"),
        SqlTime.read(row, "created_on").orElseThrow(),
        options,
        dependencies.getOrDefault(id, Set.of()),
        number(row, "atomic_group_id"),
        number(row, "drone_set_id"));
  }

  static LabEntry entry(ResultSet row) throws SQLException {
    EntryStatus status = entryStatus(text(row, "status"));
    return new LabEntry(
        new EntryId(row.getLong("id")),
        new JobId(row.getLong("job_id")),
        number(row, "host_id").map(HostId::new),
        number(row, "meta_host").map(LabelId::new),
        number(row, "atomic_group_id"),
        status,
        row.getBoolean("aborted"),
        text(row, "execution_subdir"),
        SqlTime.read(row, "started_on"),
        Optional.ofNullable(row.getString("failure_problem")),
        status == EntryStatus.WAITING ? SqlTime.read(row, "wait_until") : Optional.empty());
  }

  private static EntryStatus entryStatus(String word) {
    return EntryStatus.ofWord(word)
        .orElseThrow(() -> new IllegalStateException("no entry status '" + word + "'"));
  }

  static SpecialTask task(ResultSet row) throws SQLException {
    String word = text(row, "task");
    return new SpecialTask(
        new TaskId(row.getLong("id")),
        TaskType.ofWord(word)
            .orElseThrow(() -> new IllegalStateException("no task type '" + word + "'")),
        new HostId(row.getLong("host_id")),
        text(row, "login"),
        number(row, "queue_entry_id").map(EntryId::new),
        SpecialTask.Status.of(
            row.getBoolean("is_active"), row.getBoolean("is_complete"), row.getBoolean("success")),
        SqlTime.read(row, "time_requested").orElseThrow());
  }

  static LabExecution execution(ResultSet row) throws SQLException {
    ExecutionPath path = new ExecutionPath(text(row, "results_path"));
    Optional<ProcessRef> process =
        number(row, "pid").isPresent()
            ? Optional.of(
                new ProcessRef(
                    row.getLong("pid"),
                    row.getLong("process_start_ticks"),
                    Optional.ofNullable(row.getString("boot_id")).orElse("")))
            : Optional.empty();
    return new LabExecution(
        new ExecutionId(row.getLong("id")),
        work(row, path),
        Optional.ofNullable(row.getString("dispatcher")).orElse(""),
        path,
        row.getInt("weight"),
        LabExecution.Status.ofWord(text(row, "status")),
        process,
        outcome(row),
        told(row),
        SqlTime.read(row, "started_at"));
  }

  private static Optional<Told> told(ResultSet row) throws SQLException {
    Optional<ProcessRef> process =
        number(row, "told_pid").isPresent()
            ? Optional.of(
                new ProcessRef(
                    row.getLong("told_pid"), row.getLong("told_ticks"), text(row, "told_boot")))
            : Optional.empty();
    @Nullable String problem = row.getString("told_problem");
    Optional<Failure> failure =
        problem == null
            ? Optional.empty()
            : Optional.of(new Failure(Blame.valueOf(text(row, "told_blame")), problem));
    return process.isEmpty() && failure.isEmpty()
        ? Optional.empty()
        : Optional.of(new Told(process, row.getBoolean("told_gone"), failure));
  }

  private static Work work(ResultSet row, ExecutionPath path) throws SQLException {
    String subdir = path.value().substring(path.value().lastIndexOf('/') + 1);
    return switch (text(row, "purpose")) {
      case ExecutionSql.RUN -> new Work.Main(new JobId(row.getLong("job_id")), subdir);
      case ExecutionSql.GATHER -> new Work.Gather(new JobId(row.getLong("job_id")), subdir);
      default -> new Work.Task(new TaskId(row.getLong("special_task_id")));
    };
  }

  private static Optional<Outcome> outcome(ResultSet row) throws SQLException {
    Optional<Long> wait = number(row, "wait_status");
    return wait.isPresent()
        ? Optional.of(
            new Outcome(
                SqlTime.read(row, "ended_at").orElseThrow(),
                wait.get().intValue(),
                row.getInt("tests_failed"),
                failure(row)))
        : Optional.empty();
  }

  private static Optional<Failure> failure(ResultSet row) throws SQLException {
    @Nullable String blame = row.getString("failure_blame");
    @Nullable String problem = row.getString("failure_problem");
    return blame == null || problem == null
        ? Optional.empty()
        : Optional.of(new Failure(Blame.valueOf(blame), problem));
  }

  private static String text(ResultSet row, String column) throws SQLException {
    @Nullable String value = row.getString(column);
    if (value == null) {
      throw new IllegalStateException("column " + column + " is null");
    }
    return value;
  }

  private static Optional<Long> number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }
}
