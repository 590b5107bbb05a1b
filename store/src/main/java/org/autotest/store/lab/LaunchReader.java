package org.autotest.store.lab;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.autotest.core.host.HostId;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;
import org.jdbi.v3.core.Handle;

/// Reads what is written into results directories before and after a run.
public final class LaunchReader {
  private static final String JOBS =
      """
      SELECT STRAIGHT_JOIN job.id, job.name, job.created_on, job.control_type, job.control_file
      FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
      JOIN afe_jobs job ON job.id = wanted.id
      """;

  private static final String KEYVALS =
      """
      SELECT STRAIGHT_JOIN keyval.job_id, keyval.`key`, keyval.value
      FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
      JOIN afe_job_keyvals keyval FORCE INDEX (uq_job_keyval) ON keyval.job_id = wanted.id
      """;

  private static final String HOST_LABELS =
      """
      SELECT STRAIGHT_JOIN tie.host_id, label.name, label.platform
      FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
      JOIN afe_hosts_labels tie FORCE INDEX (uq_host_label) ON tie.host_id = wanted.id
      JOIN afe_labels label ON label.id = tie.label_id
      WHERE label.invalid = 0
      ORDER BY label.name
      """;

  private static final String ABORT =
      """
      SELECT user.login, note.aborted_on, note.reason
      FROM afe_aborted_host_queue_entries note
      LEFT JOIN afe_users user ON user.id = note.aborted_by_id
      WHERE note.queue_entry_id IN (<ids>)
      ORDER BY note.aborted_on
      LIMIT 1
      """;

  /// What `host_keyvals/HOST` says.
  ///
  /// @param platform empty when the host has none
  /// @param labels names in order, the platform among them
  public record HostLabels(Optional<String> platform, List<String> labels) {
    public HostLabels {
      labels = List.copyOf(labels);
    }
  }

  /// Who aborted a run.
  ///
  /// @param by login; `autotest_system` when the user is gone
  /// @param reason as they said
  public record AbortNote(String by, java.time.Instant at, Optional<String> reason) {}

  /// What several starts need.
  ///
  /// @param jobs without those that are no more
  public record Texts(Map<JobId, JobText> jobs, Map<HostId, HostLabels> hosts) {
    /// The job's texts; empty when there is no such job any more.
    public Optional<JobText> job(JobId id) {
      return Optional.ofNullable(jobs.get(id));
    }

    /// The labels of a host; none when there is no such host any more.
    public HostLabels labels(HostId id) {
      return hosts.getOrDefault(id, new HostLabels(Optional.empty(), List.of()));
    }
  }

  private final Database database;

  public LaunchReader(Database database) {
    this.database = database;
  }

  /// Reads what several starts need, by the same few statements as for one.
  public Texts read(Collection<JobId> jobs, Collection<HostId> hosts) {
    return database.read(
        handle ->
            new Texts(
                jobs.isEmpty() ? Map.of() : jobs(handle, jobs),
                hosts.isEmpty() ? Map.of() : labels(handle, hosts)));
  }

  private static Map<JobId, JobText> jobs(Handle handle, Collection<JobId> jobs) {
    String ids = jobs.toString();
    Map<JobId, Map<String, String>> keyvals = new HashMap<>();
    handle
        .createQuery(KEYVALS)
        .bind("ids", ids)
        .map(
            (row, _) ->
                keyvals
                    .computeIfAbsent(new JobId(row.getLong("job_id")), _ -> new HashMap<>())
                    .put(row.getString("key"), row.getString("value")))
        .list();
    Map<JobId, JobText> texts = new HashMap<>();
    handle
        .createQuery(JOBS)
        .bind("ids", ids)
        .map(
            (row, _) -> {
              JobId id = new JobId(row.getLong("id"));
              return Map.entry(
                  id,
                  new JobText(
                      row.getString("name"),
                      SqlTime.read(row, "created_on").orElseThrow(),
                      ControlType.ofNumber(row.getInt("control_type")),
                      Optional.ofNullable(row.getString("control_file")).orElse(""),
                      keyvals.getOrDefault(id, Map.of())));
            })
        .forEach(text -> texts.put(text.getKey(), text.getValue()));
    return texts;
  }

  private record Label(HostId host, String name, boolean isPlatform) {}

  private static Map<HostId, HostLabels> labels(Handle handle, Collection<HostId> hosts) {
    return handle
        .createQuery(HOST_LABELS)
        .bind("ids", hosts.toString())
        .map(
            (row, _) ->
                new Label(
                    new HostId(row.getLong("host_id")),
                    row.getString("name"),
                    row.getBoolean("platform")))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Label::host,
                Collectors.collectingAndThen(Collectors.toList(), LaunchReader::hostLabels)));
  }

  private static HostLabels hostLabels(List<Label> labels) {
    return new HostLabels(
        labels.stream().filter(Label::isPlatform).map(Label::name).findFirst(),
        labels.stream().map(Label::name).toList());
  }

  /// Who asked first for the abort of any of the entries; empty when nobody noted it.
  public Optional<AbortNote> abort(List<EntryId> entries) {
    return database.read(
        handle ->
            handle
                .createQuery(ABORT)
                .bindList("ids", entries.stream().map(EntryId::value).toList())
                .map(
                    (row, _) ->
                        new AbortNote(
                            Optional.ofNullable(row.getString("login")).orElse("autotest_system"),
                            SqlTime.read(row, "aborted_on").orElseThrow(),
                            Optional.ofNullable(row.getString("reason"))))
                .findOne());
  }
}
