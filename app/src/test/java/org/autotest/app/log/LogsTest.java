package org.autotest.app.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.app.config.LabConfig.LogFormat;
import org.autotest.app.config.LabConfig.LogLevel;
import org.autotest.core.failure.AutotestException;
import org.autotest.store.Database;
import org.autotest.testkit.MariaDbExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@ExtendWith(MariaDbExtension.class)
class LogsTest {
  @TempDir Path directory;

  @AfterEach
  void log_as_tests_do() throws JoranException {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ContextInitializer(context).autoConfig();
  }

  @Test
  void what_a_line_is_about_are_fields_in_json() throws IOException {
    Path file = directory.resolve("log");
    Logs.toFile(file, LogFormat.JSON, LogLevel.INFO);

    LoggerFactory.getLogger("org.autotest.app")
        .warn("job=17 entry=23 host=host7 status=Failed: reading x=1 of it");
    LoggerFactory.getLogger("org.autotest.app").warn("nothing=");
    LoggerFactory.getLogger("org.autotest.app")
        .info("job=8 entry=10 host=demo4 Queued -> Verifying: a=b is free");

    assertThat(Files.readAllLines(file))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .contains("{\"job\":\"17\"}", "{\"entry\":\"23\"}", "{\"host\":\"host7\"}")
                    .doesNotContain("{\"x\":"),
            second -> assertThat(second).doesNotContain("{\"nothing\":"),
            third ->
                assertThat(third)
                    .contains("{\"job\":\"8\"}", "{\"entry\":\"10\"}", "{\"host\":\"demo4\"}")
                    .doesNotContain("{\"a\":"));
  }

  @Test
  void a_refusal_of_the_database_is_told_by_whoever_asked_and_by_nobody_else(Database database)
      throws IOException {
    Path file = directory.resolve("log");
    Logs.toFile(file, LogFormat.TEXT, LogLevel.INFO);
    String insert = "INSERT INTO afe_users (login, access_level) VALUES ('carol', 0)";
    database.transactVoid(handle -> handle.execute(insert));

    assertThatThrownBy(() -> database.transactVoid(handle -> handle.execute(insert)))
        .hasMessageContaining("carol");
    LoggerFactory.getLogger("org.autotest.app").warn("seen");

    assertThat(Files.readString(file)).contains("seen").doesNotContain("Duplicate entry");
  }

  @Test
  void a_connection_that_breaks_is_told_by_whoever_had_it_and_by_nobody_else(Database database)
      throws IOException {
    Path file = directory.resolve("log");
    Logs.toFile(file, LogFormat.TEXT, LogLevel.INFO);

    assertThatThrownBy(
            () ->
                database.transactVoid(
                    handle -> {
                      handle.execute("KILL CONNECTION_ID()");
                      handle.execute("SELECT 1");
                    }))
        .isInstanceOf(AutotestException.class);
    LoggerFactory.getLogger("org.autotest.app").warn("seen");

    assertThat(Files.readString(file)).contains("seen").doesNotContain("hikari", "\tat ");
  }
}
