package org.autotest.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// `atest`: the lab from the command line.
public final class AtestMain {
  private static final int COLUMNS = 100;

  private AtestMain() {}

  /// Reads the process's surroundings, runs the command line, ends the process.
  public static void main(String[] words) {
    Map<String, String> environment = System.getenv();
    // UTF-8 whatever the locale says: JSON must be, and terminals are.
    PrintStream out =
        new PrintStream(
            new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16),
            false,
            StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    Surroundings around =
        new Surroundings(
            environment,
            Path.of(System.getProperty("user.home")),
            System.in,
            out,
            err,
            InstantSource.system(),
            terminal(environment));
    int status = Atest.run(around, words);
    out.flush();
    System.exit(status);
  }

  private static Optional<Surroundings.Terminal> terminal(Map<String, String> environment) {
    if (Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
      return Optional.empty();
    }
    boolean plain =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("TERM", "").equals("dumb");
    int columns = columns(environment).orElse(COLUMNS);
    return Optional.of(new Surroundings.Terminal(columns, !plain));
  }

  private static Optional<Integer> columns(Map<String, String> environment) {
    String told = environment.getOrDefault("COLUMNS", "");
    if (told.matches("[1-9]\\d{1,3}")) {
      return Optional.of(Integer.valueOf(told));
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean ended = stty.waitFor(1, TimeUnit.SECONDS);
      return ended && size.matches("\\d+ [1-9]\\d{1,3}\\s*")
          ? Optional.of(Integer.valueOf(size.strip().substring(size.indexOf(' ') + 1)))
          : Optional.empty();
    } catch (IOException noStty) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
