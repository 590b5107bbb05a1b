package org.autotest.client.executable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// The first line of a program, where it names what runs it: `#!/bin/sh`.
final class Interpreter {
  /// The kernel reads no more.
  private static final int BYTES_MAX = 256;

  private Interpreter() {}

  /// Why the kernel cannot run a program, in words for whoever wrote it.
  ///
  /// @return empty when the first line is none, or is right
  static Optional<String> problem(Path program) {
    String first = firstLine(program);
    if (!first.startsWith("#!")) {
      return Optional.empty();
    }
    if (first.endsWith("\r")) {
      return Optional.of(
          "%s: line 1 ends with a carriage return: save it with the line ends of Unix"
              .formatted(program));
    }
    String interpreter = first.substring(2).strip().split("[ \t]+", 2)[0];
    return Files.isExecutable(Path.of(interpreter))
        ? Optional.empty()
        : Optional.of(
            "%s: line 1 names '%s', which is no program here".formatted(program, interpreter));
  }

  private static String firstLine(Path program) {
    try (InputStream in = Files.newInputStream(program)) {
      String text = new String(in.readNBytes(BYTES_MAX), StandardCharsets.ISO_8859_1);
      int end = text.indexOf('\n');
      return end < 0 ? text : text.substring(0, end);
    } catch (IOException unreadable) {
      return "";
    }
  }
}
