package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.autoserv.command.CommandLine;
import org.autotest.core.results.Pidfile;
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
    Surroundings surroundings =
        new Surroundings(
            clock,
            ZoneOffset.UTC,
            "runner",
            "server1",
            new Installed(Optional.empty()),
            Files.createDirectory(temp.resolve("s")),
            Optional.empty());
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
}
