package org.autotest.app.lab;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.autotest.app.config.LabConfig;
import org.autotest.app.config.LabConfig.Surroundings;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.notices.NoticeStore;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// A lab as its configuration wires it, and a server that is told of its jobs.
@ExtendWith(MariaDbExtension.class)
class LabTest {
  @TempDir Path directory;

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final HttpServer hook;

  LabTest() throws Exception {
    hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    hook.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          told.add(new String(body, StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
  }

  @BeforeEach
  void listen() {
    hook.start();
  }

  @AfterEach
  void hearNoMore() {
    hook.stop(0);
  }

  /// On all addresses it is reached by the name of its machine.
  @ParameterizedTest
  @CsvSource({"127.0.0.1, 127.0.0.1", "0.0.0.0, lab.example"})
  void links_of_notices_lead_to_the_pages_also_where_nobody_configured_how_they_are_reached(
      String listensOn,
      String reachedAt,
      Database database,
      LabBuilder build,
      DatabaseAddress address,
      SettableClock clock)
      throws Exception {
    build.user("alice");
    JobId job = build.job("alice", "smoke");
    build.status(build.entry(job, build.host("host1")), EntryStatus.FAILED);
    LabConfig config = config(address, listensOn);
    // From here on is told of jobs that end.
    new NoticeStore(database).collect(List.of());

    try (DatabaseSource source = DatabaseSource.obtain(config, "");
        Lab lab = start(config, source, clock)) {
      database.transactVoid(
          handle ->
              handle.execute(
                  """
                  INSERT INTO afe_event_log (happened_at, kind, subject_id, job_id, new_status)
                  SELECT NOW(3), 'entry', id, job_id, 'Failed' FROM afe_host_queue_entries
                  """));
      await().atMost(Duration.ofSeconds(60)).until(() -> !told.isEmpty());

      int port = URI.create(lab.url().orElseThrow()).getPort();
      assertThat(link()).isEqualTo("http://%s:%d/jobs/%s".formatted(reachedAt, port, job));
    }
  }

  private Lab start(LabConfig config, DatabaseSource source, SettableClock clock) {
    return Lab.start(
        config,
        new Lab.Installation(directory, "lab.example", "0"),
        source,
        clock,
        EnumSet.allOf(Lab.Part.class));
  }

  private String link() {
    return requireNonNull(JsonMapper.shared().readTree(told.getFirst()).findValue("url"))
        .asString();
  }

  private LabConfig config(DatabaseAddress address, String listensOn) throws Exception {
    Files.writeString(directory.resolve("password"), address.password() + "\n");
    Path file =
        Files.writeString(
            directory.resolve("autotest.conf"),
            """
            state_dir = .
            database.url = %s
            database.user = %s
            database.password_file = password
            web.address = %s
            web.port = 0
            webhook.urls = http://127.0.0.1:%d/hook
            """
                .formatted(address.url(), address.user(), listensOn, hook.getAddress().getPort()));
    return LabConfig.read(file, new Surroundings(directory, Map.of(), directory, "lab.example"));
  }
}
