package org.autotest.client.view;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Whether a person looks at what is printed.
public final class Terminal {
  private static final int COLUMNS_USUAL = 80;
  private static final int COLUMNS_MIN = 20;

  private final boolean moves;
  private final boolean colours;

  private Terminal(boolean moves, boolean colours) {
    this.moves = moves;
    this.colours = colours;
  }

  /// The one that the environment describes with `TERM` and `NO_COLOR`.
  public static Terminal of(Map<String, String> environment) {
    String kind = environment.getOrDefault("TERM", "");
    return new Terminal(
        !kind.isEmpty() && !kind.equals("dumb"),
        environment.getOrDefault("NO_COLOR", "").isEmpty());
  }

  /// Whether standard output is a terminal that can move its cursor.
  public boolean isOutput() {
    return moves && isTerminal("/proc/self/fd/1");
  }

  /// Whether colours are wanted there.
  public boolean wantsColours() {
    return colours;
  }

  /// How wide it is; 80 when that cannot be told.
  public int columns() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(Path.of("/dev/tty").toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      String[] size = answer.strip().split(" ", 2);
      int columns = size.length == 2 ? Integer.parseInt(size[1]) : COLUMNS_USUAL;
      return columns < COLUMNS_MIN ? COLUMNS_USUAL : columns;
    } catch (IOException | NumberFormatException untold) {
      return COLUMNS_USUAL;
    }
  }

  private static boolean isTerminal(String descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException noProc) {
      return false;
    }
  }
}
