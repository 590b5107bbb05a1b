package org.autotest.autoserv.install;

import static java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script that runs on a host, by itself.
final class ReceiveScriptTest {
  private static final int AT_ONCE = 8;
  private static final int TIMES = 60;

  @TempDir private Path directory;

  /// A lock that one finds taken may be free when it looks who has it.
  @Test
  void many_that_come_at_once_all_hear_that_the_version_is_there() throws Exception {
    Path version = Files.createDirectories(directory.resolve("versions/v1"));
    Files.createFile(version.resolve(".complete"));
    Path script = Files.writeString(directory.resolve("receive.sh"), text());
    Callable<List<String>> one =
        () -> {
          List<String> answers = new ArrayList<>();
          for (int i = 0; i < TIMES; i++) {
            answers.add(answer(script));
          }
          return answers;
        };

    List<String> answers = new ArrayList<>();
    try (var threads = newVirtualThreadPerTaskExecutor()) {
      threads
          .invokeAll(Collections.nCopies(AT_ONCE, one))
          .forEach(future -> answers.addAll(future.resultNow()));
    }

    assertThat(answers).hasSize(AT_ONCE * TIMES).containsOnly("present");
    assertThat(directory.resolve("incoming")).isEmptyDirectory();
  }

  private String answer(Path script) throws IOException {
    Process process =
        new ProcessBuilder(
                "sh", script.toString(), directory.toString(), "versions", "v1", "", "", "")
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  private static String text() throws IOException {
    try (var script = ClientInstaller.class.getResourceAsStream("receive.sh")) {
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
