package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.testkit.TcpSwitch;
import org.autotest.web.RunningWeb.Answer;
import org.autotest.web.access.Gate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// What those may do who have not logged in: little.
@ExtendWith(MariaDbExtension.class)
class StrangersTest {
  private static final Pattern PORT = Pattern.compile(":(\\d+)/");

  @TempDir Path results;
  private RunningWeb web;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock) {
    new SeededLab(database, results).fill();
    web = new RunningWeb(database, clock, results, results);
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void a_form_that_sends_files_is_refused_before_it_is_read() throws Exception {
    String part = "--x\r\nContent-Disposition: form-data; name=\"login\"\r\n\r\nalice\r\n--x--\r\n";
    for (String path : List.of("/login", "/jobs/new", "/api/v1/auth/login")) {
      HttpResponse<String> answer =
          web.stranger()
              .send(
                  path,
                  BodyPublishers.ofString(part),
                  "Content-Type",
                  "Multipart/Form-Data; boundary=x");
      assertThat(answer.statusCode()).as(path).isEqualTo(415);
      assertThat(answer.body()).containsIgnoringCase("files are not taken here");
    }
  }

  @Test
  void a_charset_that_is_not_there_is_refused() throws Exception {
    for (String charset : List.of("utf-99", "+!?")) {
      for (String path : List.of("/login", "/api/v1/auth/login")) {
        HttpResponse<String> answer =
            web.stranger()
                .send(
                    path,
                    BodyPublishers.ofString("login=alice"),
                    "Content-Type",
                    "application/x-www-form-urlencoded; charset=" + charset);
        assertThat(answer.statusCode()).as("%s with %s", path, charset).isEqualTo(415);
        assertThat(answer.body()).containsIgnoringCase("send UTF-8");
      }
    }
  }

  @Test
  void where_a_database_is_that_does_not_answer_is_not_told(Database database, SettableClock clock)
      throws Exception {
    DatabaseAddress address = database.address();
    Matcher port = PORT.matcher(address.url());
    assertThat(port.find()).isTrue();
    try (TcpSwitch line = new TcpSwitch(Integer.parseInt(String.valueOf(port.group(1))));
        Database cutOff = Database.open(through(address, line), clock);
        RunningWeb alone = new RunningWeb(cutOff, clock, results, results)) {
      line.cut();
      for (String path : List.of("/metrics", "/healthz", "/", "/api/v1/hosts")) {
        HttpResponse<String> answer =
            alone
                .stranger()
                .get(
                    path,
                    "Cookie",
                    Gate.COOKIE + "=x",
                    "Authorization",
                    "Bearer " + "0".repeat(64));
        assertThat(answer.statusCode()).as(path).isEqualTo(503);
        assertThat(answer.body())
            .as(path)
            .containsIgnoringCase("the database does not answer")
            .doesNotContain("jdbc:", String.valueOf(line.port()));
      }
    }
  }

  private static DatabaseAddress through(DatabaseAddress address, TcpSwitch line) {
    return new DatabaseAddress(
        PORT.matcher(address.url()).replaceFirst(":" + line.port() + "/"),
        address.user(),
        address.password(),
        2,
        Duration.ofMillis(300));
  }

  @Test
  void a_password_in_an_address_is_refused() throws Exception {
    Answer inAddress =
        web.program("")
            .send(
                "POST",
                "/auth/login?login=alice&password=" + SeededLab.PASSWORD.replace(' ', '+'),
                Map.of());

    assertThat(inAddress.status()).isEqualTo(400);
    assertThat(inAddress.text()).contains("is not taken from the query of the address");
  }

  @Test
  void other_spellings_of_a_name_are_no_other_users_to_whom_guesses() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (String name :
        List.of("alice", "ALICE", "\u00e1lice", "\u00e0lice", "alic\u00e9", "\u00e2lice")) {
      statuses.add(
          web.program("")
              .send("POST", "/auth/login", Map.of("login", name, "password", "guess"))
              .status());
    }

    assertThat(statuses).containsExactly(401, 401, 401, 401, 401, 429);
  }
}
