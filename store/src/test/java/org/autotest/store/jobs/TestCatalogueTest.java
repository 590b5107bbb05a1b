package org.autotest.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.views.CatalogueViews;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(MariaDbExtension.class)
class TestCatalogueTest {
  private static final String CONTROL =
      """
      NAME = "%s"
      AUTHOR = "Lab"
      TIME = "MEDIUM"
      TEST_TYPE = "%s"
      TEST_CLASS = "Kernel"
      TEST_CATEGORY = "Functional"
      DEPENDENCIES = "kvm, nolabel"
      DOC = "Sleeps."
      job.run_test("sleeptest")
      """;

  @TempDir Path tests;

  @Test
  void the_catalogue_follows_the_control_files(Database database, LabBuilder lab)
      throws IOException {
    TestCatalogue catalogue = new TestCatalogue(database);
    lab.label("kvm");
    write("client/sleeptest/control", CONTROL.formatted("sleeptest", "client"));
    write("client/gone/control", CONTROL.formatted("gone", "client"));
    write("server/netperf/control.srv", CONTROL.formatted("netperf", "server"));

    assertThat(catalogue.importFrom(Caller.SYSTEM, tests))
        .isEqualTo(new TestCatalogue.Imported(3, 0, List.of()));
    List<String> before = texts(database, "SELECT id FROM afe_autotests WHERE name = 'sleeptest'");

    Files.delete(tests.resolve("client/gone/control"));
    Files.move(tests.resolve("client/sleeptest"), tests.resolve("client/sleep"));

    assertThat(catalogue.importFrom(Caller.SYSTEM, tests))
        .isEqualTo(new TestCatalogue.Imported(2, 1, List.of()));
    assertThat(
            texts(
                database,
                "SELECT CONCAT_WS('|', name, path, test_type, test_time, test_class, sync_count,"
                    + " run_verify, experimental) FROM afe_autotests ORDER BY name"))
        .containsExactly(
            "netperf|netperf/control.srv|2|2|kernel|1|1|0",
            "sleeptest|sleep/control|1|2|kernel|1|1|0");
    assertThat(texts(database, "SELECT id FROM afe_autotests WHERE name = 'sleeptest'"))
        .isEqualTo(before);
    assertThat(
            texts(
                database,
                "SELECT CONCAT(t.name, ' ', l.name) FROM afe_autotests_dependency_labels d"
                    + " JOIN afe_autotests t ON t.id = d.test_id JOIN afe_labels l"
                    + " ON l.id = d.label_id ORDER BY 1"))
        .containsExactly("netperf kvm", "sleeptest kvm");
  }

  @Test
  void what_cannot_be_taken_is_told_and_does_not_keep_out_the_rest(Database database)
      throws IOException {
    write("client/a/control", CONTROL.formatted("same", "client"));
    write("client/b/control", CONTROL.formatted("Same", "client"));
    write("client/c/control", CONTROL.formatted("wrong side", "server"));
    write("client/d/control", "NAME = 'unfinished\n");
    Files.createSymbolicLink(tests.resolve("client/control"), Path.of("/etc/passwd"));

    TestCatalogue.Imported imported = new TestCatalogue(database).importFrom(Caller.SYSTEM, tests);

    assertThat(imported.tests()).isEqualTo(1);
    assertThat(imported.problems())
        .hasSize(3)
        .anySatisfy(text -> assertThat(text).startsWith("client/b/control: not taken"))
        .anySatisfy(text -> assertThat(text).startsWith("client/c/control: not taken"))
        .anySatisfy(text -> assertThat(text).startsWith("client/d/control:1"));
  }

  @Test
  void a_test_goes_by_its_name_in_any_case_and_by_its_directory(Database database)
      throws IOException {
    write("client/sleep/control", CONTROL.formatted("Sleep test", "client"));
    write("client/sleep/control.long", CONTROL.formatted("Long sleep", "client"));
    write("server/pair/control.srv", CONTROL.formatted("Two hosts", "server"));
    new TestCatalogue(database).importFrom(Caller.SYSTEM, tests);
    CatalogueViews views = new CatalogueViews(database);

    assertThat(views.testsNamed(List.of("sleep test", "sleep", "pair", "long sleep", "no", "%")))
        .extracting(CatalogueViews.Test::name, CatalogueViews.Test::directory)
        .containsExactly(
            tuple("Long sleep", Optional.empty()),
            tuple("Sleep test", Optional.of("sleep")),
            tuple("Two hosts", Optional.of("pair")));
  }

  @Test
  void an_ordinary_user_may_not_change_the_catalogue(Database database, LabBuilder lab) {
    lab.user("alice");

    assertThatThrownBy(() -> new TestCatalogue(database).importFrom("alice", tests))
        .isInstanceOf(BadRequest.class);
  }

  private void write(String path, String text) throws IOException {
    Path file = tests.resolve(path);
    Files.createDirectories(tests.resolve(path.substring(0, path.lastIndexOf('/'))));
    Files.writeString(file, text);
  }

  private static List<String> texts(Database database, String sql) {
    return database.read(handle -> handle.createQuery(sql).mapTo(String.class).list());
  }
}
