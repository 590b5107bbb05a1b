package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.host.Protection;
import org.autotest.store.Database;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.autotest.web.RunningWeb.Answer;
import org.autotest.web.RunningWeb.Program;
import org.autotest.web.action.LabStandards;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(MariaDbExtension.class)
class LabStandardsTest {
  private static final LabStandards OURS =
      new LabStandards(
          Duration.ofHours(5),
          Duration.ofHours(2),
          Protection.DO_NOT_REPAIR,
          Optional.of(Duration.ofHours(1)));

  private static final Map<String, String> TYPED =
      Map.ofEntries(
          Map.entry("name", "typed"),
          Map.entry("control_file", "pass"),
          Map.entry("control_type", "Client"),
          Map.entry("priority", "Medium"),
          Map.entry("more_hosts", "alpha.lab"),
          Map.entry("timeout", "45 m"),
          Map.entry("max_runtime_hrs", "3"));

  @TempDir Path results;

  @Test
  void limits_may_be_minutes_on_the_page_and_in_rest(Database database, SettableClock clock)
      throws Exception {
    new SeededLab(database, results).fill();
    try (RunningWeb web = new RunningWeb(database, clock, results, results)) {
      Program alice = web.loggedIn("alice");
      Map<String, Object> wish =
          Map.of("name", "x", "control_file", "pass", "hosts", "alpha.lab", "timeout_minutes", 90);
      Object made = alice.send("POST", "/jobs", wish).json().get("id");
      assertThat(alice.get("/jobs/" + made).json())
          .containsEntry("timeout", 2)
          .containsEntry("timeout_minutes", 90)
          .containsEntry("max_runtime_hrs", 72)
          .containsEntry("max_runtime_minutes", null);
      Map<String, Object> both = new HashMap<>(wish);
      both.put("timeout", 1);
      assertThat(alice.send("POST", "/jobs", both).text()).contains("together with hours");

      RunningWeb.Browser browser = web.browser("alice");
      assertThat(browser.get("/jobs/" + made).body()).contains("90 minutes from submission");
      String form = browser.get("/jobs/new?like=" + made).body();
      assertThat(form).containsPattern("name=\"timeout\"[^>]*value=\"90m\"");
      String page =
          browser
              .post("/jobs/new", RunningWeb.csrf(form), TYPED)
              .headers()
              .firstValue("location")
              .orElseThrow();
      assertThat(alice.get(page).json())
          .containsEntry("timeout_minutes", 45)
          .containsEntry("max_runtime_hrs", 3);

      wish = new HashMap<>(wish);
      wish.put("timeout_minutes", 525_599);
      Object longest = alice.send("POST", "/jobs", wish).json().get("id");
      form = browser.get("/jobs/new?like=" + longest).body();
      assertThat(form).containsPattern("name=\"timeout\"[^>]*value=\"525599m\"");
      Map<String, Object> again = new HashMap<>(TYPED);
      again.put("timeout", "525599m");
      page =
          browser
              .post("/jobs/new", RunningWeb.csrf(form), again)
              .headers()
              .firstValue("location")
              .orElseThrow();
      assertThat(alice.get(page).json()).containsEntry("timeout_minutes", 525_599);
    }
  }

  @Test
  void whoever_says_nothing_gets_the_limits_and_the_protection_of_the_lab(
      Database database, SettableClock clock) throws Exception {
    new SeededLab(database, results).fill();
    try (RunningWeb web = new RunningWeb(database, clock, results, results, OURS)) {
      Program alice = web.loggedIn("alice");
      Answer made =
          alice.send(
              "POST",
              "/jobs",
              Map.of("name", "x", "control_file", "pass", "hosts", "alpha.lab", "timeout", 9));
      assertThat(alice.get("/jobs/" + made.json().get("id")).json())
          .containsEntry("timeout", 9)
          .containsEntry("max_runtime_hrs", 2);
      assertThat(alice.send("POST", "/hosts", Map.of("hostname", "new.lab")).json())
          .containsEntry("protection", "Do not repair");

      RunningWeb.Browser browser = web.browser("alice");
      assertThat(browser.get("/jobs/new").body())
          .containsPattern("name=\"timeout\"[^>]*value=\"5\"")
          .containsPattern("name=\"max_runtime_hrs\"[^>]*value=\"2\"");
      assertThat(browser.get("/hosts/new").body())
          .containsPattern("value=\"Do not repair\"[^>]*(selected|checked)");
    }
  }
}
