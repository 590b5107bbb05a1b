package org.autotest.client.report;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/// Reads pieces of files that tests wrote. Links are not followed: a test could lay one to
/// anywhere.
final class ResultText {
  private static final int TAIL_BYTES_MAX = 64 * 1024;

  private ResultText() {}

  /// The beginning of a file; empty when it cannot be read.
  static String head(Path file, int bytesMax) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return "";
    }
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(bytesMax), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }

  /// The last lines of a file; empty when it cannot be read.
  static List<String> tail(Path file, int linesMax) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long size = in.length();
      int count = (int) Math.min(size, TAIL_BYTES_MAX);
      byte[] end = new byte[count];
      in.seek(size - count);
      in.readFully(end);
      List<String> lines = new String(end, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - linesMax), lines.size());
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /// The last lines of a test's log.
  static List<String> log(RunRecord run, Operation test, int linesMax) {
    String subdir = test.subdir().orElse("");
    if (subdir.isEmpty()) {
      return List.of();
    }
    return tail(run.results().resolve(subdir).resolve(logFile(subdir)), linesMax);
  }

  /// The test's log, from its directory.
  static String logFile(String subdir) {
    return "debug/" + subdir.substring(subdir.lastIndexOf('/') + 1) + ".DEBUG";
  }

  /// What its log warns of, from its directory.
  static String warningFile(String subdir) {
    return "debug/" + subdir.substring(subdir.lastIndexOf('/') + 1) + ".WARNING";
  }

  /// What markup cannot hold as it stands, escaped; characters that XML forbids become U+FFFD.
  static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> i += appendCharacter(safe, text, i);
      }
    }
    return safe.toString();
  }

  /// How many further characters were taken.
  private static int appendCharacter(StringBuilder safe, String text, int at) {
    char c = text.charAt(at);
    boolean pair =
        Character.isHighSurrogate(c)
            && at + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(at + 1));
    if (pair) {
      safe.append(c).append(text.charAt(at + 1));
      return 1;
    }
    boolean forbidden =
        (c < ' ' && c != '\n' && c != '\t') || Character.isSurrogate(c) || c >= '\ufffe';
    safe.append(forbidden ? '\ufffd' : c);
    return 0;
  }
}
