package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/// What is written about a job that has ended, and what the command line does besides running jobs.
class ReportsTest {
  @TempDir Path directory;

  @Test
  void every_report_tells_the_same_and_nothing_escapes_from_it() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path junit = directory.resolve("sub/junit.xml");
    Path control =
        client.write(
            "control",
            """
            job.run_test('e_result', status=0)
            job.run_test('e_result', tag='<b>&"', status=3, words='<script>alert(1)</script>\\x01')
            job.run_test('e_result', tag='na', status=77)
            job.parallel([job.run_test, 'e_result', 'x'], [job.run_group, lambda: job.run_test('e_result', tag='p', status=0), 'g'])
            """);

    LocalClient.Ended ended = client.run("--tap", "--junit", junit.toString(), control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    Path results = client.results();
    Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile());
    Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("tests")).isEqualTo("5");
    assertThat(suite.getAttribute("failures")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getAttribute("time")).matches("\\d+\\.\\d{3}");
    Element first = (Element) xml.getElementsByTagName("testcase").item(0);
    assertThat(Double.parseDouble(first.getAttribute("time"))).isBetween(0.001, 60.0);
    assertThat(first.getAttribute("time")).matches("\\d+\\.\\d{3}");
    Element failure = (Element) xml.getElementsByTagName("failure").item(0);
    assertThat(failure.getAttribute("message")).startsWith("exit status 3");
    assertThat(failure.getTextContent()).contains("<script>alert(1)</script>\ufffd");
    String page = Files.readString(results.resolve("job_report.html"));
    assertThat(page)
        .contains("2 of 5 tests failed", "&lt;script&gt;", "e_result.%3Cb%3E%26%22/")
        .doesNotContain("<script", "http:", "https:");
    assertThat(Files.readString(results.resolve("status.json")))
        .contains(
            "\"operations_executed\":6", "\"operations_pass_rate\":66.7", "\"job_passed\":true");
    assertThat(Files.readAllLines(results.resolve("status.tap")))
        .startsWith("TAP version 13", "1..7", "ok 1 - e_result")
        .anyMatch(line -> line.startsWith("not ok 2 - e_result.<b>&\" exit status 3"))
        .anyMatch(line -> line.startsWith("ok 3 - e_result.na # SKIP"))
        .contains("ok 5 - e_result.p", "ok 7 - job");
    assertThat(Files.readString(results.resolve("e_result/results/keyval.tap")))
        .contains("  speed_perf: '12.5'");
    assertThat(results.resolve("tap.tar.gz")).isNotEmptyFile();
  }

  @Test
  void reports_count_tests_alone_and_tell_which_made_no_check() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path junit = directory.resolve("junit.xml");
    Path control =
        client.write(
            "control",
            """
            def broken():
                raise ValueError('in the group')
            job.run_test('e_ktap')
            job.run_test('j_outcome', how='good')
            job.run_test('j_outcome', how='good')
            try:
                job.run_group(broken, 'g')
            except Exception:
                pass
            """);

    LocalClient.Ended ended = client.run("--junit", junit.toString(), control.toString());

    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("j_outcome passed without a single check");
    Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(junit.toFile());
    Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("tests")).isEqualTo("7");
    assertThat(suite.getAttribute("failures")).isEqualTo("2");
    assertThat(suite.getAttribute("errors")).isEqualTo("1");
    assertThat(suite.getAttribute("skipped")).isEqualTo("1");
    assertThat(suite.getAttribute("time")).matches("\\d+\\.\\d{3}");
    Element first = (Element) xml.getElementsByTagName("testcase").item(0);
    assertThat(Double.parseDouble(first.getAttribute("time"))).isBetween(0.001, 60.0);
    assertThat(first.getAttribute("time")).matches("\\d+\\.\\d{3}");
    assertThat(Files.readString(junit))
        .containsPattern("<testcase classname=\"e_ktap\" name=\"file.reads\" time=\"\\d+\">")
        .contains(
            "<testcase classname=\"e_ktap\" name=\"swims\" time=\"0.250\">",
            "<property name=\"checks\" value=\"0\"/>",
            "j_outcome passed without a single check");
    assertThat(Files.readString(client.results().resolve("job_report.html")))
        .contains("2 of 3 tests failed", "GOOD, no checks", "e_ktap.file.reads");
    assertThat(Files.readString(client.results().resolve("status.json")))
        .contains(
            "\"operations_executed\":4",
            "\"operations_failed\":3",
            "\"subtest_of\":\"e_ktap\"",
            "\"status_code\":\"GOOD\",\"made_no_check\":true")
        .containsOnlyOnce("\"made_no_check\":true");
  }

  @Test
  void a_new_test_passes_at_once_in_every_language_and_is_never_overwritten() throws Exception {
    LocalClient client = new LocalClient(directory);
    String tests = directory.resolve("mine").toString();
    for (String language : new String[] {"java", "python", "shell"}) {
      LocalClient.Ended made =
          client.run("-d", tests, "new", "my_" + language, "--language", language);
      assertThat(made.output()).contains("-d " + tests + " run my_" + language + "\n");
    }

    assertThat(client.run("-d", tests, "new", "my_java").output())
        .contains("is there already; nothing was changed");
    assertThat(client.run("-d", tests, "new", "My/Test").output())
        .contains("cannot name a new test");
    Path control =
        client.write(
            "Control.java",
            """
            void main() {
              for (String language : List.of("java", "python", "shell")) {
                job.runTest("my_" + language, arg("rounds", 7));
              }
            }
            """);
    LocalClient.Ended all = client.run("-d", tests, control.toString());
    assertThat(client.status())
        .as(all.output())
        .contains(
            "  GOOD my_java my_java completed successfully",
            "  GOOD my_python my_python completed successfully",
            "  GOOD my_shell my_shell completed successfully");
    assertThat(Files.readString(client.results().resolve("my_shell/results/keyval")))
        .isEqualTo("sum.unit{attr}=count\nsum{perf}=28\n\n");
    assertThat(Files.readString(client.results().resolve("my_python/results/keyval")))
        .contains("elapsed.unit{attr}=ms\nelapsed{perf}=");
    LocalClient.Ended own = client.run("-d", "/nowhere", tests + "/my_shell/control");
    assertThat(own.output())
        .contains("there is no directory /nowhere of tests; going on without it")
        .contains("completed successfully");
    assertThat(client.run("-d", tests, "--client_test_setup", "my_shell,no_such_test"))
        .satisfies(
            setup -> {
              assertThat(setup.status()).isEqualTo(1);
              assertThat(setup.output())
                  .contains("setting up my_shell: done", "no_such_test: test does not exist");
            });
  }

  @Test
  void a_harness_gets_its_lines_in_a_file_and_a_paused_job_keeps_it() throws Exception {
    LocalClient client = new LocalClient(directory);
    Path stream = directory.resolve("stream");
    Path control =
        client.write(
            "control",
            """
            def step_init():
                job.next_step('second')
                job.quit()
            def second():
                job.run_test('e_result', status=0)
            """);

    LocalClient.Ended paused =
        client.run("-H", "simple", "-P", stream.toString(), control.toString());
    LocalClient.Ended ended = client.run("--continue", control.toString());

    assertThat(paused.status()).as(paused.output()).isEqualTo(5);
    assertThat(ended.status()).as(ended.output()).isZero();
    assertThat(Files.readAllLines(stream))
        .hasSize(5)
        .allMatch(line -> line.startsWith("AUTOTEST_STATUS::"));
  }
}
