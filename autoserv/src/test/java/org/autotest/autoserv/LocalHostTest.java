package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.autoserv.command.CommandLine;
import org.autotest.autoserv.install.FakeClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The machine that autoserv runs on, without any ssh.
final class LocalHostTest {
  @TempDir private Path temp;

  private Path results() {
    return temp.resolve("results");
  }

  private String file(String name) throws IOException {
    Path file = results().resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private List<String> words(Path bundle, String... more) {
    List<String> words = new ArrayList<>(List.of("-m", "localhost", "-n", "-p", "-r"));
    words.add(results().toString());
    words.addAll(List.of("--client-bundle", bundle.toString()));
    words.addAll(List.of("--client-dir", temp.resolve("autotest").toString()));
    words.addAll(List.of("--disk-free-mb", "1"));
    words.addAll(List.of(more));
    return words;
  }

  private Ending run(List<String> words) {
    try {
      Surroundings surroundings =
          new Surroundings(
              InstantSource.system(),
              ZoneOffset.UTC,
              "runner",
              "server1",
              new Installed(Optional.empty()),
              Files.createTempDirectory(temp, "s"),
              Optional.empty());
      return new Autoserv(CommandLine.parse(words), surroundings).run(4711);
    } catch (IOException noRoom) {
      throw new IllegalStateException(noRoom);
    }
  }

  private Path fake() throws IOException {
    return FakeClient.bundle(Files.createDirectories(temp.resolve("bundles")), "local");
  }

  private Path control(String text) throws IOException {
    return Files.writeString(temp.resolve("control-file"), text);
  }

  @Test
  void a_client_job_runs_and_its_results_come_without_ssh() throws Exception {
    Path control = control("begin; run_test one; run_test two FAIL no; finish");

    Ending ending = run(words(fake(), "-c", control.toString()));

    assertThat(ending).as(file("failure")).isEqualTo(Ending.DONE);
    assertThat(Rig.statusLines(results()))
        .contains("\t\tGOOD\tone\tone\tcompleted successfully", "END GOOD\t----\t----");
    assertThat(file("one/debug/log")).isEqualTo("test one\n");
    assertThat(file("debug/autoserv.DEBUG"))
        .contains("connecting: 'setsid' '/bin/sh'\n")
        .doesNotContain("'ssh'");
  }

  @Test
  void commands_have_a_login_s_environment_and_end_with_all_that_they_started() throws Exception {
    Path control =
        control(
            """
            void main() throws Exception {
              var host = hosts.create("localhost");
              is(System.getenv("HOME"), host.output("pwd"));
              is("", host.output("env | sed 's,=.*,,' | grep -vxE"
                  + " 'HOME|LOGNAME|USER|PATH|SHELL|LANG|LC_ALL|TZ|TMPDIR|PWD|OLDPWD|SHLVL|_' || :"));
              is(3, host.tryRun("exit 3", Duration.ofSeconds(5)).exit());
              is(255, host.tryRun("exit 255", Duration.ofSeconds(5)).exit());
              is("a", host.output("echo a"));
              String there = host.temporaryDirectory();
              Files.writeString(job.resultDirectory().resolve("sent"), "text");
              host.sendFile("sent", there);
              host.getFile(there + "/sent", "came");
              is("text", Files.readString(job.resultDirectory().resolve("came")));
              var endless = host.start("sleep 1011 & echo $!; wait");
              while (!endless.stdout().contains("\\n")) {
                endless.waitFor(Duration.ofMillis(10));
              }
              is(137, endless.kill().exit());
              gone(host, endless.stdout().strip());
              try {
                host.run("sleep 1012 & echo $! >" + there + "/pid; wait", Duration.ofSeconds(1));
              } catch (RuntimeException late) {
                job.record(StatusCode.GOOD, "late", late.getMessage());
              }
              gone(host, host.output("cat " + there + "/pid"));
            }

            void gone(Host host, String pid) {
              host.run("i=0; while grep -qv ' Z ' /proc/" + pid + "/stat 2>/dev/null; do"
                  + " i=$((i+1)); [ $i -lt 500 ] || exit 1; sleep 0.02; done");
            }

            void is(Object expected, Object found) {
              if (!expected.equals(found)) {
                throw new IllegalStateException("expected '%s', found '%s'".formatted(expected, found));
              }
            }
            """);

    Ending ending = run(words(fake(), control.toString()));

    assertThat(ending).as(file("failure")).isEqualTo(Ending.DONE);
    assertThat(Rig.statusLines(results()).getLast())
        .startsWith("GOOD\t----\tlate\trunning 'sleep 1012")
        .endsWith("on localhost: no end in 1 s");
  }

  @Test
  void an_interrupt_ends_the_client_and_collects_what_is_there() throws Exception {
    Path control =
        control(
            "trap 'end_test two ABORT asked; exit 143' TERM; begin; run_test one; start_test two;"
                + " wait_for %s".formatted(temp.resolve("go")));
    List<String> words = words(fake(), "-c", control.toString());
    Thread execution = Thread.ofPlatform().start(() -> run(words));
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> file("status.log").contains("START\ttwo"));

    execution.interrupt();

    assertThat(execution.join(Duration.ofSeconds(60))).isTrue();
    assertThat(file("status.log")).contains("ABORT\ttwo\ttwo").contains("asked");
    assertThat(file("one/debug/log")).isEqualTo("test one\n");
    try (var runs = Files.list(temp.resolve("autotest/runs"))) {
      assertThat(runs).isEmpty();
    }
  }

  @Test
  void it_is_verified_and_never_rebooted() throws Exception {
    assertThat(run(words(fake(), "-v"))).as(file("failure")).isEqualTo(Ending.DONE);
    assertThat(Rig.statusLines(results()))
        .contains("GOOD\t----\tverify\tlocalhost verified successfully");

    Path control = control("void main() { hosts.create(\"localhost\").reboot(); }");
    List<String> words = words(fake(), control.toString());
    words.set(words.indexOf("-r") + 1, temp.resolve("second").toString());
    assertThat(run(words)).isEqualTo(Ending.FAILED);
    assertThat(temp.resolve("second/failure"))
        .content()
        .contains("rebooting localhost: it is the machine that autoserv runs on");
  }

  @Test
  void its_power_is_not_switched() throws Exception {
    Path switched = temp.resolve("switched");
    Path machines =
        Files.writeString(
            temp.resolve("machines"), "* power touch %s.{action}\n".formatted(switched));
    Path control = control("void main() { hosts.create(\"localhost\").powerCycle(); }");

    Ending ending = run(words(fake(), "--machines-file", machines.toString(), control.toString()));

    assertThat(ending).isEqualTo(Ending.FAILED);
    assertThat(file("failure"))
        .isEqualTo(
            "blame=LAB\nproblem=switching the power of localhost: it is the machine that autoserv"
                + " runs on\n");
    assertThat(temp.resolve("switched.off")).doesNotExist();
  }

  @Test
  void with_a_login_or_a_port_it_is_reached_by_ssh() {
    assertThat(CommandLine.parse(List.of("-v", "-m", "localhost")).machines().getFirst().isHere())
        .isTrue();
    for (List<String> more :
        List.of(
            List.of("-m", "root@localhost"),
            List.of("-m", "localhost:22"),
            List.of("-m", "localhost", "--ssh-config", "/etc/autotest/ssh"),
            List.of("-m", "127.0.0.1"))) {
      List<String> words = new ArrayList<>(List.of("-v"));
      words.addAll(more);
      assertThat(CommandLine.parse(words).machines().getFirst().isHere()).as("%s", more).isFalse();
    }
  }

  @Test
  @Tag("long")
  void the_real_client_runs_a_test_here() throws Exception {
    Path control = control("job.run_test('sleeptest', seconds=0)\n");

    Ending ending = run(words(RealClient.bundle(temp), "-c", control.toString()));

    assertThat(ending).as(file("failure") + file("status.log")).isEqualTo(Ending.DONE);
    assertThat(Rig.statusLines(results()))
        .contains("\t\tGOOD\tsleeptest\tsleeptest\tcompleted successfully");
  }
}
