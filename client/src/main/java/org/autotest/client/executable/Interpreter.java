package org.autotest.client.executable;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The first line of a program, where it names what runs it: `#!/bin/sh`.
final class Interpreter {
  /// The kernel reads no more.
  private static final int BYTES_MAX = 256;

  private Interpreter() {}

  /// Why the kernel cannot run a program, in words for whoever wrote it.
  ///
  /// @param path where programs are looked for, as `PATH` gives it
  /// @return empty when the first line is none, or is right
  static Optional<String> problem(Path program, String path) {
    String first = firstLine(program);
    if (!first.startsWith("#!")) {
      return Optional.empty();
    }
    if (first.endsWith("\r")) {
      return Optional.of(
          "%s: line 1 ends with a carriage return: save it with the line ends of Unix"
              .formatted(program));
    }
    List<String> words = List.of(first.substring(2).strip().split("[ \t]+"));
    String interpreter = words.getFirst();
    if (!Files.isExecutable(Path.of(interpreter))) {
      return Optional.of(
          "%s: line 1 names '%s', which is no program here".formatted(program, interpreter));
    }
    boolean looksItUp = interpreter.endsWith("/env") && words.size() == 2;
    return looksItUp && !isOnPath(words.get(1), path)
        ? Optional.of(
            "%s: line 1 names '%s', which is not on PATH".formatted(program, words.get(1)))
        : Optional.empty();
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

  private static boolean isOnPath(String name, String path) {
    for (String directory : path.split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(directory, name))) {
        return true;
      }
    }
    return false;
  }
}
