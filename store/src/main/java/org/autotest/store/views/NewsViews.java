package org.autotest.store.views;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.autotest.store.Database;
import org.autotest.store.LabChange;

/// Which jobs and hosts a bundle of changes concerns, for pages that are being looked at.
public final class NewsViews {
  private static final String OF_ENTRIES =
      """
      SELECT e.job_id, h.hostname
      FROM afe_host_queue_entries e LEFT JOIN afe_hosts h ON h.id = e.host_id
      WHERE e.id IN (<ids>)
      """;

  private static final String OF_TASKS =
      """
      SELECT e.job_id, h.hostname
      FROM afe_special_tasks s
      JOIN afe_hosts h ON h.id = s.host_id
      LEFT JOIN afe_host_queue_entries e ON e.id = s.queue_entry_id
      WHERE s.id IN (<ids>)
      """;

  private static final String OF_HOSTS =
      """
      SELECT NULL AS job_id, hostname FROM afe_hosts WHERE id IN (<ids>)
      """;

  private final Database database;

  public NewsViews(Database database) {
    this.database = database;
  }

  /// What is concerned.
  ///
  /// @param jobs numbers
  /// @param hosts names
  public record Concerned(Set<Long> jobs, Set<String> hosts) {}

  /// Looks the names up: at most three statements, whatever the number of changes.
  public Concerned concerned(Collection<LabChange> changes) {
    Set<Long> jobs = new HashSet<>();
    Set<String> hosts = new HashSet<>();
    changes.stream()
        .filter(change -> change.kind() == LabChange.Kind.JOB)
        .forEach(change -> jobs.add(change.subject()));
    add(OF_ENTRIES, subjects(changes, LabChange.Kind.ENTRY), jobs, hosts);
    add(OF_TASKS, subjects(changes, LabChange.Kind.TASK), jobs, hosts);
    add(OF_HOSTS, subjects(changes, LabChange.Kind.HOST), jobs, hosts);
    return new Concerned(jobs, hosts);
  }

  private static List<Long> subjects(Collection<LabChange> changes, LabChange.Kind kind) {
    return changes.stream()
        .filter(change -> change.kind() == kind)
        .map(LabChange::subject)
        .distinct()
        .toList();
  }

  private void add(String sql, List<Long> ids, Set<Long> jobs, Set<String> hosts) {
    if (ids.isEmpty()) {
      return;
    }
    database.read(
        handle ->
            handle
                .createQuery(sql)
                .bindList("ids", ids)
                .map(
                    (row, _) -> {
                      Rows.job(row, "job_id").ifPresent(job -> jobs.add(job.value()));
                      Rows.text(row, "hostname").ifPresent(hosts::add);
                      return true;
                    })
                .list());
  }
}
