package org.autotest.store.views;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.autotest.core.statuslog.StatusCode;
import org.jdbi.v3.core.Handle;

/// Counts test results without fetching them.
final class TestCounting {
  private static final String OF_JOBS =
      """
      SELECT j.afe_job_id AS owner, s.word, t.failure_blame, COUNT(*) AS tests
      FROM tko_jobs j
      JOIN tko_tests t ON t.job_idx = j.job_idx
      JOIN tko_status s ON s.status_idx = t.status
      WHERE j.afe_job_id IN (<ids>)
        AND t.test <> 'SERVER_JOB' AND t.test NOT LIKE 'CLIENT_JOB%'
      GROUP BY j.afe_job_id, s.word, t.failure_blame
      """;

  private static final String OF_EXECUTIONS =
      """
      SELECT j.tag AS owner, s.word, t.failure_blame, COUNT(*) AS tests
      FROM tko_jobs j
      JOIN tko_tests t ON t.job_idx = j.job_idx
      JOIN tko_status s ON s.status_idx = t.status
      WHERE j.tag IN (<tags>)
        AND t.test <> 'SERVER_JOB' AND t.test NOT LIKE 'CLIENT_JOB%'
      GROUP BY j.tag, s.word, t.failure_blame
      """;

  private TestCounting() {}

  /// By job number; a job without tests is absent.
  static Map<Long, TestCounts> ofJobs(Handle handle, Collection<Long> jobs) {
    Map<Long, TestCounts.Adder> adders = new HashMap<>();
    handle
        .createQuery(OF_JOBS)
        .bindList("ids", jobs)
        .map(
            (row, _) -> {
              adders
                  .computeIfAbsent(row.getLong("owner"), _ -> new TestCounts.Adder())
                  .add(
                      status(row.getString("word")),
                      Rows.blame(row, "failure_blame"),
                      row.getInt("tests"));
              return true;
            })
        .list();
    Map<Long, TestCounts> counts = new HashMap<>();
    adders.forEach((job, adder) -> counts.put(job, adder.sum()));
    return counts;
  }

  /// By tag, which is the results path of an execution; one without tests is absent.
  static Map<String, TestCounts> ofExecutions(Handle handle, Collection<String> tags) {
    if (tags.isEmpty()) {
      return Map.of();
    }
    Map<String, TestCounts.Adder> adders = new HashMap<>();
    handle
        .createQuery(OF_EXECUTIONS)
        .bindList("tags", tags)
        .map(
            (row, _) -> {
              adders
                  .computeIfAbsent(row.getString("owner"), _ -> new TestCounts.Adder())
                  .add(
                      status(row.getString("word")),
                      Rows.blame(row, "failure_blame"),
                      row.getInt("tests"));
              return true;
            })
        .list();
    Map<String, TestCounts> counts = new HashMap<>();
    adders.forEach((tag, adder) -> counts.put(tag, adder.sum()));
    return counts;
  }

  static StatusCode status(String word) {
    return StatusCode.ofWord(word).orElse(StatusCode.NOSTATUS);
  }
}
