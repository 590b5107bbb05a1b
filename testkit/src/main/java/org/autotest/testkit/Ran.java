package org.autotest.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What a program did that has ended.
///
/// @param output what it wrote, complaints included
public record Ran(List<String> argv, int exit, String output) {
  /// Runs one to its end, without input.
  ///
  /// @throws IllegalStateException when it takes longer than `limit`; it is killed then
  static Ran of(Duration limit, List<String> argv) throws IOException, InterruptedException {
    Path said = Files.createTempFile("autotest-ran", ".txt");
    try {
      Process process =
          new ProcessBuilder(argv)
              .redirectErrorStream(true)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(said.toFile())
              .start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
        throw new IllegalStateException(
            "%s: no end in %s; it said: %s".formatted(argv, limit, text(said)));
      }
      return new Ran(argv, process.exitValue(), text(said));
    } finally {
      Files.delete(said);
    }
  }

  /// Asks that it went well.
  ///
  /// @return the output
  /// @throws IllegalStateException when the exit status is not 0
  public String orFail() {
    if (exit != 0) {
      throw new IllegalStateException("%s: exit status %d: %s".formatted(argv, exit, output));
    }
    return output;
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
