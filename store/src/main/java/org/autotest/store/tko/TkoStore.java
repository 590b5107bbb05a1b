package org.autotest.store.tko;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.JobId;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.tko.JobResults;
import org.autotest.core.tko.TestRow;
import org.autotest.store.Database;
import org.autotest.store.SqlFailure;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/// Puts parsed results into the results database, and tells how a job's tests went.
public final class TkoStore {
  private static final int TAG_CHARS_MAX = 600;

  private static final Pattern OF_A_JOB = Pattern.compile("(\\d{1,9})-.+");

  private static final String STATUSES =
      """
      SELECT status_idx, word FROM tko_status
      """;

  private static final String TESTS_OF_JOB =
      """
      SELECT t.test_idx, t.test, t.subdir, m.hostname, s.word, t.reason, t.failure_blame
      FROM tko_tests t
      JOIN tko_jobs j ON j.job_idx = t.job_idx
      JOIN tko_machines m ON m.machine_idx = j.machine_idx
      JOIN tko_status s ON s.status_idx = t.status
      WHERE j.afe_job_id = :job
      ORDER BY m.hostname, t.test_idx
      LIMIT :limit
      """;

  private final Database database;

  /// What an ingestion did.
  ///
  /// @param job number of the row of `tko_jobs`
  /// @param note what was cut to fit, in a sentence; empty text when nothing was
  public record Report(long job, int inserted, int updated, int deleted, String note) {}

  /// How one test of a job went on one machine.
  ///
  /// @param subdir empty text when it has none
  /// @param blame who has to act; empty unless it failed
  public record TestOutcome(
      long id,
      String name,
      String subdir,
      String host,
      StatusCode status,
      String reason,
      Optional<Blame> blame) {

    /// Whether it tells about a run as a whole, and not about a test.
    public boolean isJobRow() {
      return name.equals(TestRow.SERVER_JOB) || name.startsWith(TestRow.CLIENT_JOB);
    }
  }

  public TkoStore(Database database) {
    this.database = database;
  }

  /// Makes the rows of one job equal to what was parsed, in one transaction: again and again while
  /// the job runs, and whenever somebody parses it anew. Rows whose test is still there keep their
  /// numbers, labels and the attributes that people set; rows that have vanished go.
  ///
  /// @param tag of the results: the path of their directory below the results root, such as
  ///   `17-alice/host1`; at most 600 characters
  /// @param afeJob the job; empty to take the number that the tag begins with, if it does
  public Report ingest(String tag, Optional<JobId> afeJob, JobResults results) {
    if (tag.isBlank() || tag.length() > TAG_CHARS_MAX) {
      throw new IllegalArgumentException("'%s' is no tag of results".formatted(tag));
    }
    Optional<JobId> job = afeJob.or(() -> jobOf(tag));
    try {
      return database.transact(handle -> ingestIn(handle, tag, job, results));
    } catch (JdbiException failure) {
      if (SqlFailure.of(failure) != SqlFailure.DUPLICATE) {
        throw failure;
      }
      // Somebody else stored the same results for the first time just now.
      return database.transact(handle -> ingestIn(handle, tag, job, results));
    }
  }

  /// The number that the tag begins with, whether or not a machine's name follows.
  static Optional<JobId> jobOf(String tag) {
    Matcher matcher = OF_A_JOB.matcher(tag);
    return matcher.matches()
        ? Optional.of(Long.valueOf(matcher.group(1))).filter(id -> id > 0).map(JobId::new)
        : Optional.empty();
  }

  private static Report ingestIn(
      Handle handle, String tag, Optional<JobId> afeJob, JobResults results) {
    Cut cut = new Cut();
    JobRows.Stored job = new JobRows(handle, cut).write(tag, afeJob, results);
    TestRows.Numbers numbers =
        new TestRows.Numbers(
            new KernelRows(handle, cut).idsOf(results.tests()), statuses(handle), job.machine());
    List<StoredTest> wanted =
        results.tests().stream().map(row -> numbers.stored(row, cut)).toList();
    TestRows.Outcome outcome = new TestRows(handle, job.job()).write(wanted, job.isNew());
    new DetailRows(handle, job.job(), cut).write(results.tests(), outcome.ids(), job.isNew());
    return new Report(
        job.job(), outcome.inserted(), outcome.updated(), outcome.deleted(), cut.note());
  }

  private static Map<String, Integer> statuses(Handle handle) {
    Map<String, Integer> statuses = new HashMap<>();
    handle
        .createQuery(STATUSES)
        .map((row, context) -> Map.entry(row.getString("word"), row.getInt("status_idx")))
        .forEach(status -> statuses.put(status.getKey(), status.getValue()));
    return statuses;
  }

  /// How the tests of a job went, over all its machines; by machine, then in the order in which
  /// they were first seen. Rows about the job itself are among them.
  ///
  /// @param limit most rows
  public List<TestOutcome> tests(JobId job, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(TESTS_OF_JOB)
                .bind("job", job.value())
                .bind("limit", limit)
                .map((row, context) -> outcome(row))
                .list());
  }

  private static TestOutcome outcome(ResultSet row) throws SQLException {
    return new TestOutcome(
        row.getLong("test_idx"),
        row.getString("test"),
        row.getString("subdir"),
        row.getString("hostname"),
        StatusCode.ofWord(row.getString("word")).orElse(StatusCode.NOSTATUS),
        row.getString("reason"),
        Optional.ofNullable(row.getString("failure_blame")).map(Blame::valueOf));
  }
}
