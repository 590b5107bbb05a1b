package org.autotest.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// What a command line meets: everything that is read of the process comes in here.
///
/// @param environment variables by name
/// @param home directory of the person
/// @param terminal empty when the output goes to a file or a program
public record Surroundings(
    Map<String, String> environment,
    Path home,
    InputStream in,
    PrintStream out,
    PrintStream err,
    InstantSource clock,
    Optional<Terminal> terminal) {

  /// A screen with a person before it.
  ///
  /// @param columns characters in a line
  /// @param colours whether the person wants them
  public record Terminal(int columns, boolean colours) {}

  /// The value of a variable; empty when it is not set or empty.
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
