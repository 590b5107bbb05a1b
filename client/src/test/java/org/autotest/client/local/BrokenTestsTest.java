package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.client.sandbox.ClientSandbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an author reads who made a mistake: the file, the line, and what to do.
class BrokenTestsTest {
  @TempDir private Path temp;

  private ClientSandbox sandbox;

  @BeforeEach
  void make() throws IOException {
    sandbox = ClientSandbox.in(temp);
  }

  @Test
  void programs_that_cannot_be_run_are_told_by_their_first_line() throws Exception {
    program("absent", "#!/usr/bin/nosuchshell -e\necho hi\n");
    program("env", "#!/usr/bin/env pythn3\nprint(1)\n");
    program("dos", "#!/bin/sh\r\necho hi\r\n");
    program("command", "#!/bin/sh\nfrobnicate --fast\n");
    sandbox.test("data/data", "#!/bin/sh\n");
    sandbox.test("named/Other.java", "class Other extends ClientTest {}\n");
    sandbox.control(
        "for name in ('absent', 'env', 'dos', 'command', 'data', 'named', 'gone'): job.run_test(name)\n");

    assertThat(sandbox.run()).isZero();

    String tests = sandbox.client().resolve("tests").toString();
    assertThat(sandbox.status())
        .contains(
            "ERROR absent absent %s/absent/absent: line 1 names '/usr/bin/nosuchshell', which is no program here"
                .formatted(tests),
            "ERROR dos dos %s/dos/dos: line 1 ends with a carriage return: save it with the line ends of Unix"
                .formatted(tests),
            "ERROR data data data: test does not exist",
            "ERROR gone gone gone: test does not exist")
        .anyMatch(
            line ->
                line.startsWith("FAIL env env exit status 127: /usr/bin/env: ")
                    && line.contains("pythn3"))
        .anyMatch(
            line ->
                line.startsWith("FAIL command command exit status 127: ")
                    && line.contains("command: 2: frobnicate"));
    assertThat(sandbox.read("status"))
        .contains(
            "%s/data/data is not executable: make it so with chmod +x, or call it data.sh"
                .formatted(tests),
            "%s/named has none of named.py, Named.java, named.sh, nor an executable named"
                .formatted(tests));
    assertThat(sandbox.shell("./autotest-local run data")).isEqualTo(1);
    assertThat(Files.readString(temp.resolve("stderr")))
        .contains("there is no test 'data' in", "make it so with chmod +x");
  }

  @Test
  void a_java_test_that_is_ended_says_where_it_was() throws Exception {
    sandbox.test(
        "slow/Slow.java",
        """
        class Slow extends ClientTest {
          void runOnce() throws Exception {
            waits();
          }

          void waits() throws Exception {
            new CountDownLatch(1).await();
          }
        }
        """);
    sandbox.control("job.run_test('slow', phase_timeouts={'run_once': 1})\n");

    assertThat(sandbox.run()).isZero();

    assertThat(sandbox.status())
        .contains("ERROR slow slow Test timeout expired in run_once after 1.0 s, rc=15");
    assertThat(sandbox.read("slow/debug/slow.ERROR"))
        .containsSubsequence(
            "the process is ended while the test is here:",
            "at Slow.waits(Slow.java:7)",
            "at Slow.runOnce(Slow.java:3)");
  }

  @Test
  void a_java_control_file_without_a_method_to_call_is_refused() throws Exception {
    Files.writeString(temp.resolve("Control.java"), "int x;\n");

    assertThat(sandbox.shell("./autotest-local Control.java")).isEqualTo(1);

    assertThat(sandbox.status().getLast())
        .contains("Control.java: it has no method main, nor stepInit");
  }

  private void program(String name, String text) throws Exception {
    sandbox.test(name + "/" + name, text);
    assertThat(sandbox.shell("chmod +x client/tests/%1$s/%1$s".formatted(name))).isZero();
  }
}
