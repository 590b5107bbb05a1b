package org.autotest.app.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A program of this machine that others of ours call.
final class Tool {
  private static final int SECONDS_MAX = 10;

  private Tool() {}

  /// Asks a program for its version.
  ///
  /// @param argv the program and the option that makes it tell its version
  /// @return the first line it wrote, to either stream; empty when there is no such program, or it
  ///   gave no answer within ten seconds
  static Optional<String> version(List<String> argv) {
    try {
      Process process =
          new ProcessBuilder(argv)
              .redirectErrorStream(true)
              .redirectInput(new java.io.File("/dev/null"))
              .start();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(text.split("\n")).map(String::strip).findFirst();
    } catch (IOException absent) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
