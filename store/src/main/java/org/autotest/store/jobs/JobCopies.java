package org.autotest.store.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.core.job.NewJob.Wishes;
import org.autotest.core.job.Priority;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;
import org.jdbi.v3.core.Handle;

/// Turns a job that is there back into the request that would make it again.
public final class JobCopies {
  private static final String JOB =
      """
      SELECT name, priority, control_file, control_type, synch_count, timeout, max_runtime_hrs,
        timeout_minutes, max_runtime_minutes, run_verify, email_list, reboot_before, reboot_after, parse_failed_repair, reserve_hosts, (
          SELECT g.name FROM afe_atomic_groups g WHERE g.id = j.atomic_group_id) AS atomic_group, (
          SELECT s.name FROM afe_drone_sets s WHERE s.id = j.drone_set_id) AS drone_set
      FROM afe_jobs j
      WHERE id = :job
      """;

  private static final String DEPENDENCIES =
      """
      SELECT label.name
      FROM afe_jobs_dependency_labels tie JOIN afe_labels label ON label.id = tie.label_id
      WHERE tie.job_id = :job
      ORDER BY label.name
      """;

  private static final String KEYVALS =
      """
      SELECT `key`, value FROM afe_job_keyvals WHERE job_id = :job ORDER BY id
      """;

  private static final String ENTRIES =
      """
      SELECT host.hostname, host.invalid, entry.deleted, label.name AS label, entry.status,
        entry.failure_blame,
        entry.execution_subdir <> '' AND EXISTS (
          SELECT 1 FROM tko_jobs result
          JOIN tko_tests test ON test.job_idx = result.job_idx
          JOIN tko_status status ON status.status_idx = test.status
          WHERE result.afe_job_id = job.id
            -- The run itself, and the machines of one on several.
            AND LOCATE(
              CONCAT(job.id, '-', job.owner, '/', entry.execution_subdir, '/'),
              CONCAT(result.tag, '/')) = 1
            AND status.word IN ('FAIL', 'ERROR', 'ABORT')
            AND test.test <> 'SERVER_JOB' AND test.test NOT LIKE 'CLIENT_JOB%') AS tests_failed
      FROM afe_host_queue_entries entry
      JOIN afe_jobs job ON job.id = entry.job_id
      LEFT JOIN afe_hosts host ON host.id = entry.host_id
      LEFT JOIN afe_labels label ON label.id = entry.meta_host
      WHERE entry.job_id = :job
      ORDER BY entry.id
      """;

  private final Database database;

  /// On which machines the copy runs.
  public enum Which {
    /// The same hosts where hosts were named, any hosts where labels or an atomic group were.
    SIMILAR,
    /// The hosts that the job had, also where it had named a label.
    SAME,
    /// As `SAME`, but only those on which the job or a test failed, or which were aborted, or
    /// stopped because others were lost. Hosts that ran together count together.
    FAILED;

    /// The word of requests.
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// Empty for another word.
    public static Optional<Which> ofWord(String word) {
      return Arrays.stream(values()).filter(which -> which.word().equals(word)).findFirst();
    }
  }

  private record Entry(
      Optional<String> host,
      boolean outsider,
      Optional<String> label,
      EntryStatus status,
      boolean testsFailed,
      boolean isBlamed) {
    boolean wentWrong() {
      return switch (status) {
        case FAILED, ABORTED -> true;
        case STOPPED -> isBlamed;
        case COMPLETED -> testsFailed;
        case QUEUED, VERIFYING, PENDING, WAITING, STARTING, RUNNING -> false;
        case GATHERING, PARSING, ARCHIVING, TEMPLATE -> false;
      };
    }
  }

  public JobCopies(Database database) {
    this.database = database;
  }

  /// The request that would make a job again.
  ///
  /// @throws BadRequest when there is no such job, or no entry of it is of that kind
  public NewJob read(JobId job, Which which) {
    return database.read(handle -> readIn(handle, job, which));
  }

  /// Does the same in a transaction of the caller's.
  public static NewJob readIn(Handle handle, JobId job, Which which) {
    List<Entry> entries =
        handle
            .createQuery(ENTRIES)
            .bind("job", job.value())
            .map((row, _) -> entry(row))
            .filter(entry -> which != Which.FAILED || entry.wentWrong())
            .list();
    Set<String> dependencies =
        new LinkedHashSet<>(
            handle.createQuery(DEPENDENCIES).bind("job", job.value()).mapTo(String.class).list());
    Map<String, String> keyvals = new LinkedHashMap<>();
    handle
        .createQuery(KEYVALS)
        .bind("job", job.value())
        .map((row, _) -> keyvals.put(row.getString("key"), row.getString("value")))
        .list();
    NewJob found =
        handle
            .createQuery(JOB)
            .bind("job", job.value())
            .map((row, _) -> request(row, entries, which, dependencies, keyvals))
            .findOne()
            .orElseThrow(() -> BadRequest.of(Kind.NOT_FOUND, "id", "there is no job " + job));
    if (entries.isEmpty()) {
      throw BadRequest.of(
          Kind.CONFLICT,
          "which",
          "no entry of job %s, nor a test of one, has failed, and none was aborted or stopped"
              .formatted(job));
    }
    return found;
  }

  private static Entry entry(ResultSet row) throws SQLException {
    String status = row.getString("status");
    return new Entry(
        Optional.ofNullable(row.getString("hostname")),
        row.getBoolean("invalid") && !row.getBoolean("deleted"),
        Optional.ofNullable(row.getString("label")),
        EntryStatus.ofWord(status)
            .orElseThrow(() -> new IllegalStateException("no entry status is called " + status)),
        row.getBoolean("tests_failed"),
        row.getString("failure_blame") != null);
  }

  private static Targets targets(List<Entry> entries, Which which) {
    List<String> hosts = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    List<String> oneTime = new ArrayList<>();
    for (Entry entry : entries) {
      boolean byLabel = which == Which.SIMILAR || entry.host().isEmpty();
      if (byLabel && entry.label().isPresent()) {
        labels.add(entry.label().get());
      } else if (entry.host().isPresent()) {
        (entry.outsider() ? oneTime : hosts).add(entry.host().get());
      }
    }
    boolean hostless = hosts.isEmpty() && labels.isEmpty() && oneTime.isEmpty();
    return new Targets(hosts, labels, oneTime, hostless);
  }

  private static int synchCount(int asked, Targets targets) {
    boolean byGroup = targets.atomicGroup().isPresent() && targets.hosts().isEmpty();
    return targets.hostless() ? 1 : byGroup ? asked : Math.min(asked, targets.count());
  }

  /// Entries of a job that has run do not tell whether their hosts were named or given by the
  /// group; those of a template do.
  private static Targets ofGroup(
      Targets plain, Optional<String> group, List<Entry> entries, Which which) {
    if (group.isEmpty()) {
      return plain;
    }
    boolean asNamed =
        which != Which.SIMILAR
            || entries.stream().allMatch(entry -> entry.status() == EntryStatus.TEMPLATE);
    return new Targets(
        asNamed ? plain.hosts() : List.of(),
        asNamed && !plain.hosts().isEmpty()
            ? List.of()
            : plain.metaHosts().stream().distinct().toList(),
        plain.oneTimeHosts(),
        false,
        group);
  }

  private static NewJob request(
      ResultSet row,
      List<Entry> entries,
      Which which,
      Set<String> dependencies,
      Map<String, String> keyvals)
      throws SQLException {
    Optional<String> group = Optional.ofNullable(row.getString("atomic_group"));
    Targets targets = ofGroup(targets(entries, which), group, entries, which);
    Wishes wishes =
        new Wishes(
            Priority.ofNumber(row.getInt("priority")),
            synchCount(Math.max(1, row.getInt("synch_count")), targets),
            SqlTime.limit(row, "timeout", "timeout_minutes"),
            SqlTime.limit(row, "max_runtime_hrs", "max_runtime_minutes"),
            row.getBoolean("run_verify"),
            Optional.of(RebootBefore.ofNumber(row.getInt("reboot_before"))),
            Optional.of(RebootAfter.ofNumber(row.getInt("reboot_after"))),
            row.getBoolean("parse_failed_repair"),
            row.getBoolean("reserve_hosts"),
            Optional.ofNullable(row.getString("drone_set")));
    String control = row.getString("control_file");
    return new NewJob(
        row.getString("name"),
        new ControlFileText(
            ControlType.ofNumber(row.getInt("control_type")), control == null ? "" : control),
        targets,
        wishes,
        dependencies,
        keyvals,
        Arrays.stream(row.getString("email_list").split("[\\s,;]+", -1))
            .filter(address -> !address.isEmpty())
            .toList(),
        Optional.empty());
  }
}
