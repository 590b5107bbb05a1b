package org.autotest.app.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.autotest.store.Database;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(MariaDbExtension.class)
class TestWatchTest {
  @TempDir Path tests;

  @Test
  void a_test_that_is_added_changed_or_removed_is_so_in_the_catalogue(Database database)
      throws Exception {
    database.transactVoid(
        handle ->
            handle.execute(
                "INSERT INTO afe_autotests (name, path, test_class, description) VALUES ('old', 'old/control', '', '')"));
    try (TestWatch watch = new TestWatch(tests, database)) {
      watch.look();
      assertThat(names(database)).isEmpty();

      Path control = Files.createDirectories(tests.resolve("client/nap")).resolve("control");
      Files.writeString(control, "NAME = 'nap'\n");
      watch.look();
      assertThat(names(database)).containsExactly("nap");

      Files.writeString(control, "NAME = 'doz'\n");
      Files.setLastModifiedTime(control, FileTime.from(Instant.now().plusSeconds(5)));
      watch.look();
      assertThat(names(database)).containsExactly("doz");

      database.transactVoid(handle -> handle.execute("UPDATE afe_autotests SET name = 'kept'"));
      watch.look();
      assertThat(names(database)).as("nothing was written since").containsExactly("kept");

      Files.delete(control);
      watch.look();
      assertThat(names(database)).isEmpty();
    }
  }

  private static List<String> names(Database database) {
    return database.read(
        handle ->
            handle
                .createQuery("SELECT name FROM afe_autotests ORDER BY name")
                .mapTo(String.class)
                .list());
  }
}
