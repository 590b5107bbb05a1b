package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.autotest.core.job.JobId;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Test results: of a job, of the whole lab, and one by one.
public final class ResultViews {
  private static final String OF_JOB =
      """
      SELECT t.test_idx, t.test, t.subdir, t.reason, t.started_time, t.finished_time,
        t.failure_blame, s.word, m.hostname, j.afe_job_id, j.label, j.tag
      FROM tko_jobs j
      JOIN tko_tests t ON t.job_idx = j.job_idx
      JOIN tko_status s ON s.status_idx = t.status
      JOIN tko_machines m ON m.machine_idx = t.machine_idx
      WHERE j.afe_job_id = :job AND t.test_idx > :after
        AND (:job_rows OR (t.test <> 'SERVER_JOB' AND t.test NOT LIKE 'CLIENT_JOB%'))
      ORDER BY t.test_idx
      LIMIT :limit
      """;

  private static final String FAILURES_OF_JOB =
      """
      SELECT t.test_idx, t.test, t.subdir, t.reason, t.started_time, t.finished_time,
        t.failure_blame, s.word, m.hostname, j.afe_job_id, j.label, j.tag
      FROM tko_jobs j
      JOIN tko_tests t ON t.job_idx = j.job_idx
      JOIN tko_status s ON s.status_idx = t.status
      JOIN tko_machines m ON m.machine_idx = t.machine_idx
      WHERE j.afe_job_id = :job AND s.word IN ('FAIL', 'ERROR', 'ABORT')
        AND t.test <> 'SERVER_JOB' AND t.test NOT LIKE 'CLIENT_JOB%'
      ORDER BY t.test_idx
      LIMIT :limit
      """;

  private static final String LIST =
      """
      SELECT t.test_idx, t.test, t.subdir, t.reason, t.started_time, t.finished_time,
        t.failure_blame, s.word, m.hostname, j.afe_job_id, j.label, j.tag
      FROM tko_tests t
      JOIN tko_jobs j ON j.job_idx = t.job_idx
      JOIN tko_status s ON s.status_idx = t.status
      JOIN tko_machines m ON m.machine_idx = t.machine_idx
      WHERE t.test_idx < :before
        AND (:test IS NULL OR t.test = :test)
        AND (:host IS NULL OR t.machine_idx = (
          SELECT machine_idx FROM tko_machines WHERE hostname = :host))
        AND t.status IN (SELECT status_idx FROM tko_status WHERE word IN (<statuses>))
        AND t.test <> 'SERVER_JOB' AND t.test NOT LIKE 'CLIENT_JOB%'
      ORDER BY t.test_idx DESC
      LIMIT :limit
      """;

  private static final String ONE =
      """
      SELECT t.test_idx, t.test, t.subdir, t.reason, t.started_time, t.finished_time,
        t.failure_blame, s.word, m.hostname, j.afe_job_id, j.label, j.tag, j.job_idx,
        k.printable AS kernel
      FROM tko_tests t
      JOIN tko_jobs j ON j.job_idx = t.job_idx
      JOIN tko_status s ON s.status_idx = t.status
      JOIN tko_machines m ON m.machine_idx = t.machine_idx
      JOIN tko_kernels k ON k.kernel_idx = t.kernel_idx
      WHERE t.test_idx = :test
      """;

  private static final String ATTRIBUTES =
      """
      SELECT attribute, value FROM tko_test_attributes WHERE test_idx = :test ORDER BY attribute, id
      """;

  private static final String LABELS =
      """
      SELECT l.name
      FROM tko_test_labels_tests lt JOIN tko_test_labels l ON l.id = lt.testlabel_id
      WHERE lt.test_id = :test
      ORDER BY l.name
      """;

  private static final String ITERATION_ATTRIBUTES =
      """
      SELECT iteration, attribute, value FROM tko_iteration_attributes
      WHERE test_idx = :test
      ORDER BY iteration, attribute
      LIMIT 10000
      """;

  private static final String ITERATION_RESULTS =
      """
      SELECT iteration, attribute, value FROM tko_iteration_result
      WHERE test_idx = :test
      ORDER BY iteration, attribute
      LIMIT 10000
      """;

  private final Database database;

  public ResultViews(Database database) {
    this.database = database;
  }

  /// One round of a test.
  ///
  /// @param values empty for one that is no finite number
  public record Iteration(
      int number, Map<String, String> attributes, Map<String, OptionalDouble> values) {}

  /// One result with all that was recorded.
  ///
  /// @param kernel empty text when unknown
  /// @param attributes in order of their names
  public record Detail(
      TestView test,
      String kernel,
      Map<String, String> attributes,
      List<String> labels,
      List<Iteration> iterations) {}

  /// Results of one job in the order in which they were recorded.
  ///
  /// @param withJobRows also rows of the job itself: `SERVER_JOB`, `CLIENT_JOB.0`
  /// @param after only rows with larger numbers; empty for the first page
  public List<TestView> ofJob(JobId job, boolean withJobRows, OptionalLong after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(OF_JOB)
                .bind("job", job.value())
                .bind("job_rows", withJobRows)
                .bind("after", after.orElse(0))
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list());
  }

  /// Tests of one job that failed, were aborted or could not do their work.
  public List<TestView> failuresOfJob(JobId job, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(FAILURES_OF_JOB)
                .bind("job", job.value())
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list());
  }

  /// Results of the lab, newest first, without rows of jobs themselves.
  ///
  /// @param before only rows with smaller numbers; empty for the first page
  public List<TestView> list(ResultFilter filter, OptionalLong before, int limit) {
    List<StatusCode> statuses =
        filter.statuses().isEmpty() ? List.of(StatusCode.values()) : filter.statuses();
    return database.read(
        handle ->
            handle
                .createQuery(LIST)
                .bind("before", before.orElse(Long.MAX_VALUE))
                .bind("test", filter.test().orElse(null))
                .bind("host", filter.host().orElse(null))
                .bindList("statuses", statuses.stream().map(StatusCode::name).toList())
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list());
  }

  /// Empty when there is no such result.
  public Optional<Detail> find(long id) {
    return database.read(
        handle -> {
          record Found(TestView test, String kernel) {}
          Optional<Found> found =
              of(handle, ONE, id)
                  .map((row, _) -> new Found(read(row), Rows.text(row, "kernel").orElse("")))
                  .findOne();
          return found.map(
              one ->
                  new Detail(
                      one.test,
                      one.kernel,
                      attributes(handle, id),
                      of(handle, LABELS, id).mapTo(String.class).list(),
                      iterations(handle, id)));
        });
  }

  private static Query of(Handle handle, String sql, long test) {
    return handle.createQuery(sql).bind("test", test);
  }

  private static Map<String, String> attributes(Handle handle, long id) {
    Map<String, String> attributes = new LinkedHashMap<>();
    of(handle, ATTRIBUTES, id)
        .map((row, _) -> attributes.put(row.getString("attribute"), row.getString("value")))
        .list();
    return attributes;
  }

  private static List<Iteration> iterations(Handle handle, long id) {
    Map<Integer, Iteration> byNumber = new TreeMap<>();
    of(handle, ITERATION_ATTRIBUTES, id)
        .map(
            (row, _) ->
                iteration(byNumber, row)
                    .attributes
                    .put(row.getString("attribute"), row.getString("value")))
        .list();
    of(handle, ITERATION_RESULTS, id)
        .map(
            (row, _) -> {
              double value = row.getDouble("value");
              return iteration(byNumber, row)
                  .values
                  .put(
                      row.getString("attribute"),
                      row.wasNull() ? OptionalDouble.empty() : OptionalDouble.of(value));
            })
        .list();
    return new ArrayList<>(byNumber.values());
  }

  private static Iteration iteration(Map<Integer, Iteration> byNumber, ResultSet row)
      throws SQLException {
    return byNumber.computeIfAbsent(
        row.getInt("iteration"),
        number -> new Iteration(number, new LinkedHashMap<>(), new LinkedHashMap<>()));
  }

  static TestView read(ResultSet row) throws SQLException {
    return new TestView(
        row.getLong("test_idx"),
        Rows.job(row, "afe_job_id"),
        row.getString("label"),
        row.getString("tag"),
        row.getString("test"),
        row.getString("subdir"),
        row.getString("hostname"),
        TestCounting.status(row.getString("word")),
        Rows.blame(row, "failure_blame"),
        row.getString("reason"),
        Rows.time(row, "started_time"),
        Rows.time(row, "finished_time"));
  }
}
