package org.autotest.store.views;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.core.job.ControlType;
import org.autotest.store.Database;

/// The catalogue of tests that jobs can be made of.
public final class CatalogueViews {
  private static final String COLUMNS =
      """
      SELECT t.id, t.name, t.description, t.author, t.test_type, t.test_time, t.test_class,
        t.test_category, t.sync_count, t.path, t.run_verify
      FROM afe_autotests t
      """;

  private static final String TESTS =
      COLUMNS
          + """
      WHERE t.name > :after
        AND (:name IS NULL OR t.name LIKE :name
          OR REGEXP_REPLACE(t.path, '/[^/]*$', '') LIKE :name)
        AND (:experimental OR t.experimental = 0)
      ORDER BY t.name
      LIMIT :limit
      """;

  private static final String OFFERED_TESTS =
      COLUMNS
          + """
      WHERE t.experimental = 0 OR t.name IN (<chosen>) OR EXISTS (
        SELECT 1 FROM afe_users u WHERE u.login = :login AND u.show_experimental = 1)
      ORDER BY t.name
      LIMIT :limit
      """;

  private static final String NAMED_TESTS =
      COLUMNS
          + """
      WHERE t.name IN (<names>) OR t.path IN (<paths>)
      ORDER BY t.name
      """;

  private static final String TEST_LABELS =
      """
      SELECT d.test_id, l.name
      FROM afe_autotests_dependency_labels d JOIN afe_labels l ON l.id = d.label_id
      WHERE d.test_id IN (<ids>) AND l.invalid = 0
      ORDER BY l.name
      """;

  private static final List<String> CONTROL_FILES =
      List.of("control", "Control.java", "control.srv");

  private final Database database;

  public CatalogueViews(Database database) {
    this.database = database;
  }

  /// A test that jobs can be made of.
  ///
  /// @param time `SHORT`, `MEDIUM` or `LONG`
  /// @param path of its control file, below the tests directory of its type
  /// @param runVerify false when hosts need no verify before it
  /// @param dependencies names of labels that its hosts must carry
  public record Test(
      String name,
      String description,
      String author,
      ControlType controlType,
      String time,
      String testClass,
      String testCategory,
      int synchCount,
      String path,
      boolean runVerify,
      List<String> dependencies) {
    /// Where the control file of a directory may lie.
    private static Stream<String> paths(String directory) {
      return CONTROL_FILES.stream().map(file -> directory + "/" + file);
    }

    /// The directory of a test whose control file is the only or the foremost one in it.
    public Optional<String> directory() {
      return CONTROL_FILES.stream()
          .filter(file -> path.endsWith("/" + file))
          .map(file -> path.substring(0, path.length() - file.length() - 1))
          .findFirst();
    }
  }

  /// Tests by name.
  ///
  /// @param name part of the name, or of the directory, in any case
  /// @param after only tests whose name comes later; empty text for the first page
  public List<Test> tests(
      Optional<String> name, boolean withExperimental, String after, int limit) {
    return database.read(
        handle ->
            withLabels(
                handle,
                handle
                    .createQuery(TESTS)
                    .bind("after", after)
                    .bind("name", name.map(Rows::containing).orElse(null))
                    .bind("experimental", withExperimental)
                    .bind("limit", limit)
                    .map((row, _) -> Found.read(row))
                    .list()));
  }

  /// Tests by name that a user chooses from: experimental ones only as the user prefers.
  ///
  /// @param chosen names of tests that are shown in any case
  public List<Test> testsOffered(String login, Collection<String> chosen, int limit) {
    return database.read(
        handle ->
            withLabels(
                handle,
                handle
                    .createQuery(OFFERED_TESTS)
                    .bind("login", login)
                    .bindList("chosen", chosen.isEmpty() ? List.of("") : List.copyOf(chosen))
                    .bind("limit", limit)
                    .map((row, _) -> Found.read(row))
                    .list()));
  }

  /// Those of the names that are in the catalogue, in the order of their names. A test goes by the
  /// name in its control file, in any case, and by the directory it lies in.
  public List<Test> testsNamed(Collection<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    return database.read(
        handle ->
            withLabels(
                handle,
                handle
                    .createQuery(NAMED_TESTS)
                    .bindList("names", names)
                    .bindList("paths", names.stream().flatMap(Test::paths).toList())
                    .map((row, _) -> Found.read(row))
                    .list()));
  }

  private static List<Test> withLabels(org.jdbi.v3.core.Handle handle, List<Found> found) {
    if (found.isEmpty()) {
      return List.of();
    }
    Map<Long, List<String>> labels = new HashMap<>();
    handle
        .createQuery(TEST_LABELS)
        .bindList("ids", found.stream().map(Found::id).toList())
        .map(
            (row, _) ->
                labels
                    .computeIfAbsent(row.getLong("test_id"), _ -> new ArrayList<>())
                    .add(row.getString("name")))
        .list();
    return found.stream().map(one -> one.with(labels.getOrDefault(one.id, List.of()))).toList();
  }

  private record Found(long id, Test test) {
    static Found read(java.sql.ResultSet row) throws java.sql.SQLException {
      // The catalogue numbers the types the other way round than jobs do.
      ControlType type = row.getInt("test_type") == 2 ? ControlType.SERVER : ControlType.CLIENT;
      return new Found(
          row.getLong("id"),
          new Test(
              row.getString("name"),
              Rows.text(row, "description").orElse(""),
              row.getString("author"),
              type,
              switch (row.getInt("test_time")) {
                case 2 -> "MEDIUM";
                case 3 -> "LONG";
                default -> "SHORT";
              },
              row.getString("test_class"),
              row.getString("test_category"),
              Math.max(1, row.getInt("sync_count")),
              row.getString("path"),
              row.getBoolean("run_verify"),
              List.of()));
    }

    Test with(List<String> labels) {
      return new Test(
          test.name,
          test.description,
          test.author,
          test.controlType,
          test.time,
          test.testClass,
          test.testCategory,
          test.synchCount,
          test.path,
          test.runVerify,
          List.copyOf(labels));
    }
  }
}
