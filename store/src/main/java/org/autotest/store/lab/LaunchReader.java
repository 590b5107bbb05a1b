package org.autotest.store.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.autotest.core.host.HostId;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.SqlTime;

/// Reads what is written into results directories before and after a run.
public final class LaunchReader {
  private static final String JOB =
      """
      SELECT name, created_on, control_type, control_file FROM afe_jobs WHERE id = :id
      """;

  private static final String KEYVALS =
      """
      SELECT `key`, value FROM afe_job_keyvals WHERE job_id = :id
      """;

  private static final String HOST_LABELS =
      """
      SELECT label.name, label.platform
      FROM afe_hosts_labels tie
      JOIN afe_labels label ON label.id = tie.label_id
      WHERE tie.host_id = :id AND label.invalid = 0
      ORDER BY label.name
      """;

  private static final String ABORT =
      """
      SELECT user.login, note.aborted_on
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
  public record AbortNote(String by, java.time.Instant at) {}

  private final Database database;

  public LaunchReader(Database database) {
    this.database = database;
  }

  /// The job's texts; empty when there is no such job any more.
  public Optional<JobText> job(JobId job) {
    return database.read(
        handle -> {
          Map<String, String> keyvals =
              handle
                  .createQuery(KEYVALS)
                  .bind("id", job.value())
                  .map((row, _) -> Map.entry(row.getString("key"), row.getString("value")))
                  .list()
                  .stream()
                  .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
          return handle
              .createQuery(JOB)
              .bind("id", job.value())
              .map(
                  (row, _) ->
                      new JobText(
                          row.getString("name"),
                          SqlTime.read(row, "created_on").orElseThrow(),
                          ControlType.ofNumber(row.getInt("control_type")),
                          Optional.ofNullable(row.getString("control_file")).orElse(""),
                          keyvals))
              .findOne();
        });
  }

  /// The labels of a host.
  public HostLabels labels(HostId host) {
    return database.read(
        handle -> {
          TreeSet<String> names = new TreeSet<>();
          TreeSet<String> platforms = new TreeSet<>();
          handle
              .createQuery(HOST_LABELS)
              .bind("id", host.value())
              .map((row, _) -> Map.entry(row.getString("name"), row.getBoolean("platform")))
              .forEach(
                  label -> {
                    names.add(label.getKey());
                    if (label.getValue()) {
                      platforms.add(label.getKey());
                    }
                  });
          return new HostLabels(platforms.stream().findFirst(), List.copyOf(names));
        });
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
                            SqlTime.read(row, "aborted_on").orElseThrow()))
                .findOne());
  }
}
