package org.autotest.store.views;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.autotest.store.Database;

/// Finds things by what people type into one box.
public final class SearchViews {
  private static final String HOSTS =
      """
      SELECT hostname FROM afe_hosts WHERE invalid = 0 AND hostname LIKE :text
      ORDER BY hostname LIMIT :limit
      """;

  private static final String TESTS =
      """
      SELECT name FROM afe_autotests WHERE name LIKE :text ORDER BY name LIMIT :limit
      """;

  private static final String USERS =
      """
      SELECT login FROM afe_users WHERE login LIKE :text ORDER BY login LIMIT :limit
      """;

  private static final String RESULT_TESTS =
      """
      SELECT DISTINCT test FROM tko_tests WHERE test LIKE :text
        AND test <> 'SERVER_JOB' AND test NOT LIKE 'CLIENT_JOB%'
      LIMIT :limit
      """;

  private final Database database;

  public SearchViews(Database database) {
    this.database = database;
  }

  /// What was found; each list at most as long as was asked for.
  ///
  /// @param tests of the catalogue and of results, without repetition
  public record Found(
      List<JobSummary> jobs, List<String> hosts, List<String> tests, List<String> users) {
    public boolean isEmpty() {
      return jobs.isEmpty() && hosts.isEmpty() && tests.isEmpty() && users.isEmpty();
    }
  }

  /// Hosts and users whose names contain the text, tests whose names begin with it, jobs whose
  /// names contain it.
  public Found find(String text, int limit) {
    List<JobSummary> jobs =
        new JobViews(database)
            .list(
                new JobFilter(
                    Optional.empty(), Optional.empty(), Optional.of(text), Optional.empty()),
                OptionalLong.empty(),
                limit);
    List<String> catalogue = names(TESTS, Rows.containing(text), limit);
    List<String> recorded = names(RESULT_TESTS, Rows.beginning(text), limit);
    return new Found(
        jobs,
        names(HOSTS, Rows.containing(text), limit),
        Stream.concat(catalogue.stream(), recorded.stream()).distinct().limit(limit).toList(),
        names(USERS, Rows.containing(text), limit));
  }

  private List<String> names(String sql, String pattern, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(sql)
                .bind("text", pattern)
                .bind("limit", limit)
                .mapTo(String.class)
                .list());
  }
}
