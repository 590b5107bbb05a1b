package org.autotest.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.autotest.testkit.NeedsSshd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What people are told when something is wrong: on the pages, by `atest`, in the log of the lab;
/// each time with whose failure it is, in the same words.
@Tag("lab")
@TestInstance(Lifecycle.PER_CLASS)
@NeedsSshd
class WhoseFailureTest {
  private static final String BROKEN = "void main() {\n  job.runTest(;\n}\n";

  @TempDir static Path state;

  private RunningLab lab;
  private Browser browser;

  @BeforeAll
  void start() throws Exception {
    lab = RunningLab.start(state);
    browser = lab.browser();
  }

  @AfterAll
  void stop() {
    browser.close();
    lab.close();
  }

  @Test
  void a_host_that_does_not_answer_is_to_blame() throws Exception {
    failsEverywhere(
        lab.submitOnce(RunningLab.GONE, RunningLab.QUICK), RunningLab.GONE, "Connection refused");
    assertThat(browser.read("/hosts/" + RunningLab.GONE))
        .contains("Connection refused")
        .contains("blame: the host");
  }

  private void failsEverywhere(long job, String host, String observation) throws Exception {
    boolean ofHost = host.equals(RunningLab.GONE);
    String words = ofHost ? "the host" : "the lab";

    assertThat(lab.awaitEnd(job)).isEqualTo("Failed");

    JsonNode entry = lab.get("/jobs/%d/entries".formatted(job));
    String problem = entry.findValue("problem").asString();
    assertThat(problem).contains(observation);
    String blame = ofHost ? "HOST" : "LAB";
    assertThat(entry.findValue("blame").asString()).isEqualTo(blame);
    JsonNode tests = lab.get("/jobs/%d/tests".formatted(job));
    assertThat(tests.findValues("blame").stream().map(JsonNode::asString)).containsOnly(blame);
    assertThat(lab.atest("job", "entries", Long.toString(job)).out()).contains(words);
    assertThat(browser.read("/jobs/" + job)).contains(problem).contains("blame: " + words);
    assertThat(
            lab.logged(
                "job=%d entry=%d host=%s status=Failed: %s (blame: %s)"
                    .formatted(job, entry.findValue("id").asLong(), host, problem, words)))
        .hasSize(1);
  }

  @Test
  void a_mistake_in_the_labs_ssh_configuration_is_the_labs() throws Exception {
    failsEverywhere(
        lab.submitOnce(RunningLab.MISNAMED, RunningLab.QUICK),
        RunningLab.MISNAMED,
        "Could not resolve hostname nowhere.invalid");
  }

  @Test
  void an_unknown_host_is_refused_by_name() throws Exception {
    Path control = Files.writeString(state.resolve("unknown"), RunningLab.QUICK);

    Dist.Ran ran = lab.atest("job", "create", "lost", "-f", control.toString(), "-m", "nosuch");
    Dist.Ran json =
        lab.atest("job", "create", "lost", "-f", control.toString(), "-m", "nosuch", "--json");
    String page =
        browser.send(
            "/jobs/new",
            Map.of("name", "lost", "control_file", RunningLab.QUICK, "more_hosts", "nosuch"),
            400);

    assertThat(ran.exit()).isNotZero();
    assertThat(ran.err()).contains("--hosts: unknown: nosuch (blame: the submitter)");
    assertThat(json.exit()).isNotZero();
    assertThat(json.err()).contains("--hosts: unknown: nosuch (blame: the submitter)");
    assertThat(page).contains("Unknown: nosuch.").contains("blame: the submitter");
    assertThat(lab.logged("/jobs", "hosts: unknown: nosuch (blame: the submitter)")).hasSize(3);
  }

  @Test
  void a_broken_control_file_is_named_with_its_line() throws Exception {
    Path control = Files.writeString(state.resolve("broken"), BROKEN);

    Dist.Ran ran =
        lab.atest("job", "create", "broken", "-f", control.toString(), "-m", RunningLab.HOST);
    String page =
        browser.send(
            "/jobs/new",
            Map.of("name", "broken", "control_file", BROKEN, "more_hosts", RunningLab.HOST),
            400);

    assertThat(ran.exit()).isNotZero();
    assertThat(ran.err()).contains("--control-file: control file:2:", "(blame: the submitter)");
    assertThat(page).contains("Control file:2:").contains("blame: the submitter");
    assertThat(lab.logged("/jobs", "control_file: control file:2:", "(blame: the submitter)"))
        .hasSize(2);
  }

  @Test
  void a_mistake_in_the_configuration_is_named_with_file_and_line() throws Exception {
    Path config = Files.writeString(state.resolve("bad.conf"), "# A lab.\nweb.prot = 80\n");
    String observation = config + ":2: there is no key 'web.prot'; is 'web.port' meant?";

    Dist.Ran ran =
        Dist.run(RunningLab.LIMIT, state, "autotest", "lab", "--config", config.toString());
    Dist.Ran doctor =
        Dist.run(RunningLab.LIMIT, state, "autotest", "doctor", "--config", config.toString());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains(observation).contains("(blame: the lab)");
    assertThat(doctor.exit()).isEqualTo(1);
    assertThat(doctor.out()).contains(observation);
  }

  @Test
  void a_port_that_is_taken_is_named_without_a_stack_trace() throws Exception {
    String port = lab.url().replaceFirst(".*:(\\d+)/?$", "$1");
    Path config = Files.writeString(state.resolve("taken.conf"), "web.port = " + port + "\n");

    Dist.Ran ran =
        Dist.run(RunningLab.LIMIT, state, "autotest", "lab", "--config", config.toString());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains("listening on 127.0.0.1:" + port)
        .contains("choose another with web.port (blame: the lab)")
        .doesNotContain("  at ", "\tat ");
  }

  @Test
  void an_address_that_is_none_is_named_too() throws Exception {
    Path config = Files.writeString(state.resolve("nowhere.conf"), "web.address = zz..invalid\n");

    Dist.Ran ran =
        Dist.run(RunningLab.LIMIT, state, "autotest", "lab", "--config", config.toString());

    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains("listening on zz..invalid:8080: there is no such address; ")
        .doesNotContain("  at ", "\tat ");
  }
}
