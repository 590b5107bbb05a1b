package org.autotest.store.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The tables as the migrations leave them, and the page that shows them:
/// `docs/reference/schema.md`, written by `./autotest approve`.
@ExtendWith(MariaDbExtension.class)
class SchemaTest {
  private static final Path PAGE = Path.of("../docs/reference/schema.md");

  private static final List<String> ORIGINAL =
      """
      afe_users afe_acl_groups afe_hosts afe_labels afe_atomic_groups afe_drones
      afe_drone_sets afe_autotests afe_test_parameters afe_profilers afe_kernels
      afe_parameterized_jobs afe_jobs afe_job_keyvals afe_host_queue_entries
      afe_aborted_host_queue_entries afe_ineligible_host_queues afe_special_tasks
      afe_recurring_run tko_machines tko_kernels tko_patches tko_status tko_jobs
      tko_job_keyvals tko_tests tko_test_attributes tko_iteration_attributes
      tko_iteration_result tko_test_labels tko_test_labels_tests tko_saved_queries
      tko_embedded_graphing_queries test_environment linux_distro software_component
      tko_test_view tko_test_view_2 tko_perf_view tko_perf_view_2
      """
          .lines()
          .flatMap(line -> Arrays.stream(line.split(" ", -1)))
          .toList();

  private static final String HEAD =
      """
      <!-- Printed from the code by ./autotest approve; change the code, not this page. -->

      # The tables

      MariaDB, InnoDB. Times are UTC. Names compare without case and accents, columns with another
      collation excepted. Tables and columns marked "ours" are not the original's; those that the
      original had for its own tools (`migrate_info`, `django_session`) are gone.

      """;

  private static final String TABLES =
      """
      SELECT CONCAT('## ', table_name, IF(table_type = 'VIEW', ' (view)', ''), '\\n\\n',
        IF(table_comment IN ('', 'VIEW'), '', CONCAT(table_comment, '\\n\\n')))
      FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name = :table
      """;

  private static final String NAMES =
      """
      SELECT table_name FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name <> 'autotest_schema_history'
      ORDER BY table_name
      """;

  private static final String COLUMNS =
      """
      SELECT CONCAT('| `', column_name, '` | ', column_type,
        IF(is_nullable = 'YES', ' null', ''),
        IF(column_default IS NULL OR column_default = 'NULL', '',
          CONCAT(' = ', column_default)),
        ' | ', REPLACE(column_comment, '|', '\\\\|'), ' |\\n')
      FROM information_schema.columns
      WHERE table_schema = DATABASE() AND table_name = :table
      ORDER BY ordinal_position
      """;

  private static final String KEYS =
      """
      SELECT CONCAT(IF(index_name = 'PRIMARY', 'primary key', IF(non_unique = 0, 'unique', 'index')),
        ' (', GROUP_CONCAT(CONCAT(column_name, IF(sub_part IS NULL, '', CONCAT('(', sub_part, ')')),
          IF(collation = 'D', ' desc', '')) ORDER BY seq_in_index SEPARATOR ', '), ')')
      FROM information_schema.statistics
      WHERE table_schema = DATABASE() AND table_name = :table
      GROUP BY index_name, non_unique
      ORDER BY index_name <> 'PRIMARY', non_unique, index_name
      """;

  @Test
  void the_page_shows_the_migrated_tables(Database database) throws IOException {
    StringBuilder page = new StringBuilder(HEAD);
    for (String table : texts(database, NAMES, "")) {
      page.append(String.join("", texts(database, TABLES, table)));
      page.append("| column | type | |\n|---|---|---|\n");
      page.append(String.join("", texts(database, COLUMNS, table)));
      String keys = String.join("; ", texts(database, KEYS, table));
      page.append(keys.isEmpty() ? "\n" : "\nKeys: " + keys + ".\n\n");
    }
    String expected = page.toString().stripTrailing() + "\n";
    if (Boolean.getBoolean("approve")) {
      Files.createDirectories(PAGE.getParent());
      Files.writeString(PAGE, expected);
    }

    assertThat(PAGE).as("run ./autotest approve").hasContent(expected);
  }

  @Test
  void all_tables_and_views_of_the_original_are_there(Database database) {
    assertThat(texts(database, NAMES, "")).containsAll(ORIGINAL);
  }

  @Test
  void migrating_again_does_nothing(DatabaseAddress address) {
    assertThat(Migrations.migrate(address)).isZero();
    Migrations.check(address);
  }

  @Test
  void a_database_without_tables_is_told_apart(Database database, EmbeddedMariaDb server) {
    database.read(handle -> handle.execute("CREATE OR REPLACE DATABASE bare"));

    assertThatThrownBy(() -> Migrations.check(server.address("bare")))
        .isInstanceOf(SchemaMismatch.class)
        .hasMessageEndingWith(
            "migrations are missing, from V0001__inventory_and_jobs.sql on; run: autotest migrate");
  }

  @Test
  void the_tables_of_a_newer_version_are_left_alone(Database database, DatabaseAddress address) {
    database.transactVoid(
        handle ->
            handle.execute(
                """
                INSERT INTO autotest_schema_history (installed_rank, version, description, type,
                  script, checksum, installed_by, execution_time, success)
                SELECT MAX(installed_rank) + 1, '9999', 'of tomorrow', 'SQL',
                  'V9999__of_tomorrow.sql', 1, 'somebody', 1, 1
                FROM autotest_schema_history
                """));
    try {
      for (Consumer<DatabaseAddress> work :
          List.<Consumer<DatabaseAddress>>of(Migrations::migrate, Migrations::check)) {
        assertThatThrownBy(() -> work.accept(address))
            .isInstanceOfSatisfying(
                SchemaMismatch.class, mismatch -> assertThat(mismatch.isNewer()).isTrue())
            .hasMessageContaining("a newer version of Autotest, which ran migration 9999");
      }
    } finally {
      database.transactVoid(
          handle -> handle.execute("DELETE FROM autotest_schema_history WHERE version = '9999'"));
    }
  }

  private static List<String> texts(Database database, String sql, String table) {
    return database.read(
        handle -> {
          var query = handle.createQuery(sql);
          return (table.isEmpty() ? query : query.bind("table", table)).mapTo(String.class).list();
        });
  }
}
