package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.autoserv.command.Assignment;
import org.autotest.autoserv.command.CommandLine;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.RunLog;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.Hostname;
import org.autotest.core.results.Pidfile;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusWord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What nobody thought of: the end of the execution is told all the same.
final class UnexpectedErrorTest {
  @TempDir Path temp;

  @Test
  void memory_that_runs_out_is_told_with_the_end() throws Exception {
    // The first is that of the log's first line.
    AtomicInteger questions = new AtomicInteger();
    InstantSource clock =
        () -> {
          if (questions.incrementAndGet() == 2) {
            throw new OutOfMemoryError("of the test");
          }
          return Instant.EPOCH;
        };
    Path results = temp.resolve("results");
    Surroundings surroundings = surroundings(clock);
    List<String> words =
        List.of(
            "-m", "localhost", "-v", "-n", "-p", "-r", results.toString(), "--disk-free-mb", "1");

    Autoserv.Ending ending = new Autoserv(CommandLine.parse(words), surroundings).run(4711);

    assertThat(ending).isEqualTo(Autoserv.Ending.FAILED);
    assertThat(results.resolve("failure"))
        .content()
        .startsWith("blame=BUG\n")
        .contains("of the test");
    assertThat(Pidfile.read(results.resolve(Pidfile.AUTOSERV)).toString()).contains("4711");
    assertThat(results.resolve(Pidfile.AUTOSERV)).content().hasLineCount(3);
  }

  @Test
  void memory_that_runs_out_on_one_of_several_machines_is_told_there() throws Exception {
    Path results = temp.resolve("results");
    Surroundings surroundings = surroundings(InstantSource.system());
    StatusLogFile status =
        new StatusLogFile(results.resolve("status.log"), surroundings.clock(), ZoneOffset.UTC);
    EachMachine.Outcome outcome;
    try (RunLog log = surroundings.log(results)) {
      outcome =
          new EachMachine(
                  List.of(target("one"), target("two")),
                  surroundings,
                  new MachineResults(results, status, log),
                  new Assignment.Verify())
              .run(UnexpectedErrorTest::failsOnTwo);
    }

    assertThat(outcome.failure().orElseThrow().blame()).isEqualTo(Blame.BUG);
    assertThat(outcome.testsFailed()).isEqualTo(1);
    assertThat(results.resolve("two/failure")).content().contains("of the test");
    assertThat(results.resolve("two/debug/autoserv.ERROR")).content().contains("failsOnTwo");
    assertThat(results.resolve("one/failure")).doesNotExist();
  }

  private static void failsOnTwo(Machine machine) {
    if (machine.host().hostname().equals("two")) {
      StatusLogFile status = machine.results().status();
      status.record(new StatusWord.Start(), "t", "t", Map.of(), "");
      status.record(new StatusWord.End(StatusCode.FAIL), "t", "t", Map.of(), "");
      throw new OutOfMemoryError("of the test");
    }
  }

  private static SshTarget target(String name) {
    return new SshTarget(
        new Hostname(name),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        10);
  }

  private Surroundings surroundings(InstantSource clock) throws IOException {
    return new Surroundings(
        clock,
        ZoneOffset.UTC,
        "runner",
        "server1",
        new Installed(Optional.empty()),
        Files.createDirectory(temp.resolve("s")),
        Optional.empty());
  }
}
