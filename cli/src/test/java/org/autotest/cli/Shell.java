package org.autotest.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A place to run command lines in: own home, own variables, a clock that stands.
final class Shell {
  static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  /// What a command line left.
  record Outcome(int status, String out, String err) {}

  final Map<String, String> environment = new HashMap<>();
  InstantSource clock = InstantSource.fixed(NOW);
  private final Path home;
  private String input = "";
  private Optional<Surroundings.Terminal> terminal = Optional.empty();

  Shell(Path home) {
    this.home = home;
  }

  Shell at(FakeLab lab) {
    environment.put(Server.WEB_VARIABLE, lab.web());
    return this;
  }

  Shell typing(String text) {
    input = text;
    return this;
  }

  Shell onScreen(int columns, boolean colours) {
    terminal = Optional.of(new Surroundings.Terminal(columns, colours));
    return this;
  }

  Surroundings around(PrintStream out, PrintStream err) {
    return new Surroundings(
        environment,
        home,
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        out,
        err,
        clock,
        terminal);
  }

  Outcome run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
    int status = Atest.run(around(outStream, errStream), words);
    return new Outcome(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
