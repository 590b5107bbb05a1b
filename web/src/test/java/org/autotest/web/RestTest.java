package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.autotest.core.operation.Argument;
import org.autotest.core.operation.Operation;
import org.autotest.core.operation.Operations;
import org.autotest.core.operation.Permission;
import org.autotest.core.operation.Result;
import org.autotest.core.operation.Shape;
import org.autotest.core.operation.ValueType;
import org.autotest.store.Database;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.RunningWeb.Answer;
import org.autotest.web.RunningWeb.Program;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(MariaDbExtension.class)
class RestTest {
  @TempDir Path results;
  @TempDir Path tests;
  private RunningWeb web;
  private SeededLab.Ids ids;
  private Program alice;

  @BeforeEach
  void a_running_lab(Database database, SettableClock clock)
      throws IOException, InterruptedException {
    ids = new SeededLab(database, results).fill();
    for (String test : List.of("sleeptest", "dbench")) {
      Path directory = Files.createDirectories(tests.resolve("client/" + test));
      Files.writeString(directory.resolve("control"), "job.run_test('%s')\n".formatted(test));
    }
    web = new RunningWeb(database, clock, results, tests);
    alice = web.loggedIn("alice");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  @Test
  void nothing_is_told_or_done_without_a_token() throws IOException, InterruptedException {
    for (Operation operation : Operations.ALL) {
      if (operation.permission() == Permission.ANYBODY) {
        continue;
      }
      String path =
          operation
              .path()
              .replaceAll("\\{hostname}", "alpha.lab")
              .replaceAll("\\{login}", "bob")
              .replaceAll("\\{name}", "rack")
              .replaceAll("\\{id}", "1");
      for (Program nobody : List.of(web.program(""), web.program("forged"))) {
        Answer answer =
            nobody.exchange(
                operation.method().name(),
                path,
                BodyPublishers.noBody(),
                "X-Remote-User",
                "admin",
                "Remote-User",
                "admin",
                "Cookie",
                "autotest_session=" + alice.token());
        assertThat(answer.status()).as(operation.name()).isEqualTo(401);
        assertThat(answer.error()).containsEntry("kind", "UNAUTHENTICATED");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
      }
    }
  }

  @Test
  void a_wrong_password_and_an_unknown_user_are_answered_alike() throws Exception {
    Answer wrong =
        web.program("").send("POST", "/auth/login", Map.of("login", "alice", "password", "x"));
    Answer unknown =
        web.program("").send("POST", "/auth/login", Map.of("login", "mallory", "password", "x"));

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.text()).isEqualTo(unknown.text());
  }

  @Test
  void guessing_is_slowed_down() throws Exception {
    for (int i = 0; i < 5; i++) {
      web.program("").send("POST", "/auth/login", Map.of("login", "bob", "password", "x" + i));
    }
    Answer sixth =
        web.program("")
            .send("POST", "/auth/login", Map.of("login", "bob", "password", SeededLab.PASSWORD));

    assertThat(sixth.status()).isEqualTo(429);
    assertThat(sixth.error()).containsEntry("kind", "TOO_MANY");
  }

  @Test
  void a_token_works_until_it_is_revoked() throws Exception {
    assertThat(alice.get("/auth/whoami").json())
        .containsEntry("login", "alice")
        .containsEntry("access_level", 0);
    assertThat(alice.send("POST", "/auth/logout", Map.of()).status()).isEqualTo(204);
    assertThat(alice.get("/auth/whoami").status()).isEqualTo(401);
  }

  @Test
  void every_answer_has_exactly_the_declared_keys() throws Exception {
    Map<String, String> paths =
        Map.ofEntries(
            Map.entry("auth.whoami", "/auth/whoami"),
            Map.entry("auth.tokens", "/auth/tokens"),
            Map.entry("user.show", "/users/alice"),
            Map.entry("job.list", "/jobs"),
            Map.entry("job.show", "/jobs/" + ids.failed()),
            Map.entry("job.entries", "/jobs/" + ids.running() + "/entries"),
            Map.entry("job.tests", "/jobs/" + ids.failed() + "/tests"),
            Map.entry("job.why", "/jobs/" + ids.waiting() + "/why"),
            Map.entry("job.events", "/jobs/" + ids.running() + "/events"),
            Map.entry("host.events", "/hosts/epsilon.lab/events"),
            Map.entry("results.files", "/files"),
            Map.entry("recur.list", "/recurring"),
            Map.entry("recur.show", "/recurring/" + firstRecurring()),
            Map.entry("host.list", "/hosts"),
            Map.entry("host.show", "/hosts/zeta.lab"),
            Map.entry("host.history", "/hosts/beta.lab/history"),
            Map.entry("host.reservations", "/reservations"),
            Map.entry("results.list", "/results"),
            Map.entry("results.show", "/results/" + ids.failedTest()),
            Map.entry("test.list", "/tests"),
            Map.entry("label.list", "/labels"),
            Map.entry("acl.list", "/acl_groups"),
            Map.entry("acl.show", "/acl_groups/Everyone"),
            Map.entry("atomicgroup.list", "/atomic_groups"),
            Map.entry("drone.list", "/drones"),
            Map.entry("drone.show", "/drones/main"),
            Map.entry("droneset.list", "/drone_sets"),
            Map.entry("user.list", "/users"),
            Map.entry("server.status", "/status"),
            Map.entry("server.rounds", "/rounds"));
    for (Operation operation : Operations.ALL) {
      if (operation.method() != Operation.Method.GET
          || operation.result() instanceof Result.Bytes) {
        continue;
      }
      assertThat(paths).containsKey(operation.name());
      Answer answer = alice.get(String.valueOf(paths.get(operation.name())));
      assertThat(answer.status()).as(operation.name() + answer.text()).isEqualTo(200);
      switch (operation.result()) {
        case Result.Item(Shape shape) -> conforms(shape, answer.json(), operation.name());
        case Result.Page(Shape item) -> {
          assertThat(answer.json()).containsOnlyKeys("items", "next");
          assertThat(answer.items()).as(operation.name()).isNotEmpty();
          answer.items().forEach(one -> conforms(item, one, operation.name()));
        }
        case Result.Bytes _, Result.Nothing _ -> throw new IllegalStateException("not read here");
      }
    }
  }

  private Object firstRecurring() throws IOException, InterruptedException {
    return String.valueOf(alice.get("/recurring").items().getFirst().get("id"));
  }

  private static void conforms(Shape shape, Map<String, Object> object, String where) {
    assertThat(new TreeSet<>(object.keySet()))
        .as(where)
        .isEqualTo(new TreeSet<>(shape.fields().stream().map(Shape.Field::name).toList()));
    for (Shape.Field field : shape.fields()) {
      Object value = object.get(field.name());
      String place = where + "." + field.name();
      if (value == null) {
        assertThat(field.nullable()).as(place + " is null").isTrue();
      } else {
        conforms(field.type(), value, place);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static void conforms(ValueType type, Object value, String place) {
    switch (type) {
      case ValueType.Text _ -> assertThat(value).as(place).isInstanceOf(String.class);
      case ValueType.Whole _ ->
          assertThat(value).as(place).isInstanceOfAny(Integer.class, Long.class);
      case ValueType.Decimal _ -> assertThat(value).as(place).isInstanceOf(Number.class);
      case ValueType.Flag _ -> assertThat(value).as(place).isInstanceOf(Boolean.class);
      case ValueType.Time _ ->
          assertThat(value.toString())
              .as(place)
              .matches("\\d{4}-\\d\\d-\\d\\dT[\\d:]{8}\\.\\d{3}Z");
      case ValueType.Choice(List<String> words) ->
          assertThat(words).as(place).contains((String) value);
      case ValueType.ListOf(ValueType item, _) ->
          ((List<Object>) value).forEach(one -> conforms(item, one, place));
      case ValueType.MapOf(ValueType item, _) ->
          ((Map<String, Object>) value).values().forEach(one -> conforms(item, one, place));
      case ValueType.Nested(Shape shape) -> conforms(shape, (Map<String, Object>) value, place);
    }
  }

  @Test
  void a_list_is_walked_to_its_end_without_repetition() throws Exception {
    List<Object> seen = new java.util.ArrayList<>();
    String after = "";
    do {
      Answer page = alice.get("/jobs?limit=2" + after);
      page.items().forEach(job -> seen.add(job.get("id")));
      Object next = page.json().get("next");
      after = next == null ? "" : "&after=" + next;
    } while (!after.isEmpty());

    assertThat(seen)
        .hasSize(7)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo((a, b) -> (int) b - (int) a);
    assertThat(alice.get("/hosts?limit=2").items()).hasSize(2);
    assertThat(alice.get("/jobs?after=zzz").status()).isEqualTo(400);
  }

  @Test
  void jobs_are_filtered() throws Exception {
    assertThat(idsOf(alice.get("/jobs?state=running"))).containsExactly(number(ids.running()));
    assertThat(idsOf(alice.get("/jobs?state=queued"))).containsExactly(number(ids.waiting()));
    assertThat(idsOf(alice.get("/jobs?state=finished"))).hasSize(5);
    assertThat(idsOf(alice.get("/jobs?owner=bob&name=regression")))
        .containsExactly(number(ids.failed()));
    assertThat(idsOf(alice.get("/jobs?name=%25"))).isEmpty();
    assertThat(idsOf(alice.get("/jobs?host=epsilon.lab"))).hasSize(2);
  }

  private static List<Object> idsOf(Answer answer) {
    return answer.items().stream().map(one -> one.get("id")).toList();
  }

  private static Object number(org.autotest.core.job.JobId id) {
    return (int) id.value();
  }

  @Test
  void hosts_are_filtered() throws Exception {
    assertThat(names(alice.get("/hosts?status=Ready&locked=no"))).containsExactly("delta.lab");
    assertThat(names(alice.get("/hosts?labels=kvm&labels=x86_64")))
        .containsExactly("alpha.lab", "beta.lab");
    assertThat(names(alice.get("/hosts?locked=true"))).containsExactly("zeta.lab");
    assertThat(names(alice.get("/hosts?name=ELT"))).containsExactly("delta.lab");
  }

  private static List<Object> names(Answer answer) {
    return answer.items().stream().map(one -> one.get("hostname")).toList();
  }

  @Test
  void a_waiting_job_says_what_holds_it() throws Exception {
    List<Map<String, Object>> waits = alice.get("/jobs/%s/why".formatted(ids.waiting())).items();

    assertThat(waits)
        .extracting(wait -> wait.get("reason"))
        .satisfiesExactly(
            first -> assertThat(first).isEqualTo("epsilon.lab is Repair Failed"),
            last -> assertThat(String.valueOf(last)).startsWith("zeta.lab is locked"));
    assertThat(waits.getLast()).containsEntry("remedy", "unlock the host");
    assertThat(String.valueOf(waits.getLast().get("hosts")))
        .contains("rule=LOCKED", "remedy=unlock the host");
  }

  @Test
  void a_log_is_read_whole_in_parts_and_never_from_elsewhere() throws Exception {
    String base = "/results/%d/log?path=".formatted(ids.failedTest());
    Answer whole = alice.get(base + "debug/hackbench.DEBUG");
    Answer part = alice.get(base + "debug/hackbench.DEBUG", "Range", "bytes=6-10");
    Answer beyond = alice.get(base + "debug/hackbench.DEBUG", "Range", "bytes=999999-");

    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.header("Content-Type")).startsWith("text/plain");
    assertThat(whole.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo(whole.text().substring(6, 11));
    assertThat(part.header("Content-Range")).isEqualTo("bytes 6-10/" + whole.text().length());
    assertThat(beyond.status()).isEqualTo(416);
    for (String hostile : List.of("../../../secret", "%2e%2e/%2e%2e/keyval", "/etc/passwd", "")) {
      assertThat(alice.get(base + hostile).status()).as(hostile).isIn(400, 404);
    }
  }

  @Test
  void what_is_not_understood_is_refused_in_json() throws Exception {
    assertThat(alice.get("/nowhere").error()).containsEntry("kind", "NOT_FOUND");
    assertThat(alice.get("/jobs/999999").error()).containsEntry("kind", "NOT_FOUND");
    assertThat(alice.get("/jobs/abc").status()).isEqualTo(400);
    assertThat(alice.get("/jobs?colour=red").text()).contains("colour", "it takes state");
    assertThat(alice.exchange("PUT", "/jobs", BodyPublishers.noBody()).status()).isEqualTo(405);
    assertThat(
            alice
                .exchange(
                    "POST",
                    "/jobs",
                    BodyPublishers.ofString("{\"name\": "),
                    "Content-Type",
                    "application/json")
                .text())
        .contains("line 1");
    assertThat(
            alice
                .exchange(
                    "POST",
                    "/jobs",
                    BodyPublishers.ofString("name=x"),
                    "Content-Type",
                    "text/plain")
                .status())
        .isEqualTo(400);
    for (String body : List.of("[".repeat(5_000), "{\"login\": " + "1".repeat(2_000) + "}")) {
      Answer answer =
          web.program("").exchange("POST", "/auth/login", BodyPublishers.ofString(body));
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    }
    assertThat(alice.send("POST", "/jobs", Map.of("name", "x".repeat(5_000_000))).status())
        .isIn(400, 413);
  }

  @Test
  void no_argument_of_any_operation_brings_the_server_down() throws Exception {
    for (Operation operation : Operations.ALL) {
      String path = operation.path().replaceAll("\\{.*?}", "%F0%9F%92%A5%27%22%3Cscript%3E");
      StringBuilder query = new StringBuilder("?");
      for (Argument argument : operation.arguments()) {
        if (argument.place() == Argument.Place.QUERY) {
          query.append(argument.name()).append("=%00%27%5C&");
        }
      }
      Answer answer =
          alice.exchange(operation.method().name(), path + query, BodyPublishers.noBody());
      assertThat(answer.status()).as(operation.name() + answer.text()).isBetween(200, 499);
      alice = operation.equals(Operations.AUTH_LOGOUT) ? web.loggedIn("alice") : alice;
    }
  }

  @Test
  void results_of_one_test_on_one_host_are_its_history() throws Exception {
    List<Map<String, Object>> history = alice.get("/results?test=hackbench&host=beta.lab").items();

    assertThat(history).extracting(one -> one.get("status")).containsExactly("FAIL", "GOOD");
    assertThat(history.getFirst()).containsEntry("blame", "TEST");
    assertThat(alice.get("/results?status=ABORT").items()).hasSize(1);
  }

  @Test
  void a_dispatcher_that_is_gone_is_noticed(SettableClock clock) throws Exception {
    assertThat(alice.get("/status").json()).containsEntry("dispatcher_alive", true);
    clock.advance(Duration.ofDays(4_000));
    assertThat(alice.get("/status").json()).containsEntry("dispatcher_alive", false);
  }
}
