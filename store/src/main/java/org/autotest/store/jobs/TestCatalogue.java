package org.autotest.store.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.core.control.ControlFile;
import org.autotest.core.control.TestTime;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.ControlType;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// The catalogue of tests that jobs are made of, `afe_autotests`.
public final class TestCatalogue {
  private static final int TEXT_CHARS_MAX = 255;
  private static final int DOC_CHARS_MAX = 16_000;

  private static final String MOVE_AWAY =
      """
      UPDATE afe_autotests SET path = CONCAT('replaced:', id)
      """;

  private static final String UPSERT =
      """
      INSERT INTO afe_autotests
        (name, test_class, description, test_type, path, author, dependencies, experimental,
         run_verify, test_time, test_category, sync_count)
      VALUES
        (:name, :class, :doc, :type, :path, :author, :dependencies, :experimental,
         :verify, :time, :category, :sync)
      ON DUPLICATE KEY UPDATE
        name = VALUES(name), test_class = VALUES(test_class), description = VALUES(description),
        test_type = VALUES(test_type), path = VALUES(path), author = VALUES(author),
        dependencies = VALUES(dependencies), experimental = VALUES(experimental),
        run_verify = VALUES(run_verify), test_time = VALUES(test_time),
        test_category = VALUES(test_category), sync_count = VALUES(sync_count)
      """;

  private static final String REMOVE =
      """
      DELETE FROM afe_autotests
      WHERE path LIKE 'replaced:%' AND NOT EXISTS (
        SELECT 1 FROM afe_parameterized_jobs p WHERE p.test_id = afe_autotests.id)
      """;

  private static final String FORGET_LABELS =
      """
      DELETE FROM afe_autotests_dependency_labels
      """;

  private static final String LINK_LABEL =
      """
      INSERT IGNORE INTO afe_autotests_dependency_labels (test_id, label_id)
      SELECT t.id, l.id FROM afe_autotests t JOIN afe_labels l
      WHERE t.name = :test AND l.name = :label AND l.invalid = 0
      """;

  private static final String ADD_PARAMETER =
      """
      INSERT IGNORE INTO afe_test_parameters (test_id, name)
      SELECT id, :parameter FROM afe_autotests WHERE name = :test
      """;

  private final Database database;

  /// What an import did.
  ///
  /// @param tests in the catalogue now
  /// @param removed whose control file is gone
  /// @param problems faults of control files, for people; what could be read was taken all the same
  public record Imported(int tests, int removed, List<String> problems) {
    public Imported {
      problems = List.copyOf(problems);
    }
  }

  public TestCatalogue(Database database) {
    this.database = database;
  }

  /// Makes the catalogue equal to a tests directory: reads every file named `control`, `control.*`
  /// or `Control.java` up to four levels below its `client` and `server`. A test that is still
  /// there keeps its number.
  ///
  /// @param login of the caller, an admin
  /// @throws IOException when the directory cannot be read; nothing changes then
  /// @throws BadRequest when the caller may not
  public Imported importFrom(String login, Path testsDir) throws IOException {
    CatalogueScan scan = new CatalogueScan();
    scan.read(testsDir, ControlType.CLIENT);
    scan.read(testsDir, ControlType.SERVER);
    int removed =
        database.transact(
            handle -> {
              Caller.require(handle, login)
                  .requireAdmin("login", "changing the catalogue of tests");
              return replace(handle, scan.tests());
            });
    return new Imported(scan.tests().size(), removed, scan.problems());
  }

  /// A text that is another one when a control file of a tests directory was added, changed or
  /// removed.
  ///
  /// @throws IOException when the directory cannot be read
  public static String stamp(Path testsDir) throws IOException {
    return CatalogueScan.stamp(testsDir);
  }

  private static int replace(Handle handle, List<CatalogueScan.Found> tests) {
    handle.createUpdate(MOVE_AWAY).execute();
    if (!tests.isEmpty()) {
      try (PreparedBatch batch = handle.prepareBatch(UPSERT)) {
        tests.forEach(test -> bind(batch, test));
        batch.execute();
      }
    }
    int removed = handle.createUpdate(REMOVE).execute();
    handle.createUpdate(FORGET_LABELS).execute();
    for (CatalogueScan.Found test : tests) {
      for (String label : test.file().dependencies()) {
        handle.createUpdate(LINK_LABEL).bind("test", test.name()).bind("label", label).execute();
      }
      for (String parameter : test.file().parameters()) {
        handle
            .createUpdate(ADD_PARAMETER)
            .bind("test", test.name())
            .bind("parameter", parameter)
            .execute();
      }
    }
    return removed;
  }

  private static void bind(PreparedBatch batch, CatalogueScan.Found test) {
    ControlFile file = test.file();
    batch
        .bind("name", test.name())
        .bind("class", cut(file.about().testClass(), TEXT_CHARS_MAX))
        .bind("doc", cut(file.about().doc(), DOC_CHARS_MAX))
        .bind("type", number(test.type()))
        .bind("path", test.path())
        .bind("author", cut(file.about().author(), TEXT_CHARS_MAX))
        .bind("dependencies", cut(String.join(", ", file.dependencies()), TEXT_CHARS_MAX))
        .bind("experimental", file.experimental())
        .bind("verify", file.runVerify())
        .bind("time", number(file.time()))
        .bind("category", cut(file.about().testCategory(), TEXT_CHARS_MAX))
        .bind("sync", file.syncCount())
        .add();
  }

  /// The other way round than in a job.
  private static int number(ControlType type) {
    return switch (type) {
      case CLIENT -> 1;
      case SERVER -> 2;
    };
  }

  private static int number(Optional<TestTime> time) {
    return switch (time.orElse(TestTime.SHORT)) {
      case SHORT -> 1;
      case MEDIUM -> 2;
      case LONG -> 3;
    };
  }

  private static String cut(String text, int charsMax) {
    return text.codePointCount(0, text.length()) <= charsMax
        ? text
        : text.substring(0, text.offsetByCodePoints(0, charsMax));
  }
}
