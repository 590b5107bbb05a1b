package org.autotest.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.autotest.core.files.FileTree;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.store.embedded.EmbeddedSettings;
import org.autotest.store.schema.Migrations;
import org.jdbi.v3.core.Handle;

/// One migrated database on one real server, for all tests of a JVM one after the other. [#reset]
/// brings it back to the rows of the migrations; ids go on growing.
final class TestDatabase implements AutoCloseable {
  private static final String TABLES =
      """
      SELECT table_name FROM information_schema.tables
      WHERE table_schema = :database AND table_type = 'BASE TABLE'
        AND table_name <> 'autotest_schema_history'
      ORDER BY table_name
      """;

  private final Path directory;
  private final EmbeddedMariaDb server;
  private final List<String> tables;
  private final List<String> seeded;

  private TestDatabase(
      Path directory, EmbeddedMariaDb server, List<String> tables, List<String> seeded) {
    this.directory = directory;
    this.server = server;
    this.tables = tables;
    this.seeded = seeded;
  }

  static TestDatabase start() {
    try {
      Path templates = MemoryTempDir.templates();
      Path directory = Files.createTempDirectory(MemoryTempDir.root(), "autotest-mariadb-");
      EmbeddedMariaDb server =
          EmbeddedMariaDb.start(
              EmbeddedSettings.throwAway(directory, templates, TestMariaDb.installation()));
      Migrations.migrate(server.address());
      return remembering(directory, server);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting MariaDB", stop);
    }
  }

  private static TestDatabase remembering(Path directory, EmbeddedMariaDb server) {
    try (Database database = Database.open(server.address(), new SettableClock())) {
      List<String> tables =
          database.read(
              handle ->
                  handle
                      .createQuery(TABLES)
                      .bind("database", EmbeddedMariaDb.DATABASE)
                      .mapTo(String.class)
                      .list());
      List<String> seeded = database.read(handle -> filled(handle, tables));
      database.read(
          handle -> {
            handle.execute("CREATE DATABASE seeds");
            seeded.forEach(
                table ->
                    handle.execute(
                        "CREATE TABLE seeds.%1$s AS SELECT * FROM %1$s".formatted(table)));
            return true;
          });
      return new TestDatabase(directory, server, tables, seeded);
    }
  }

  private static List<String> filled(Handle handle, List<String> tables) {
    String question =
        tables.stream()
            .map("(SELECT '%1$s' FROM %1$s LIMIT 1)"::formatted)
            .collect(Collectors.joining(" UNION ALL "));
    return handle.createQuery(question).mapTo(String.class).list();
  }

  /// Back to the rows of the migrations.
  void reset() {
    try (Database database = Database.open(address().withConnectionsMax(1), new SettableClock())) {
      database.read(
          handle -> {
            handle.execute("SET FOREIGN_KEY_CHECKS = 0");
            List<String> touched = new ArrayList<>(filled(handle, tables));
            touched.forEach(table -> handle.execute("DELETE FROM " + table));
            seeded.forEach(
                table ->
                    handle.execute("INSERT INTO %1$s SELECT * FROM seeds.%1$s".formatted(table)));
            return true;
          });
    }
  }

  DatabaseAddress address() {
    return server.address();
  }

  EmbeddedMariaDb server() {
    return server;
  }

  @Override
  public void close() throws IOException {
    server.close();
    FileTree.delete(directory);
  }
}
