package org.autotest.client.python;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The interpreter of this machine that runs Python control files and tests: Python 3.9 or newer.
///
/// @param searchPath where to look for the interpreter: directories, as in the environment variable
///   PATH
/// @param packages the directory that holds the package `autotest`
/// @param variables what tests find in their environment, such as `AUTODIR`
public record PythonProgram(String searchPath, Path packages, Map<String, String> variables) {
  private static final int MINOR_MIN = 9;
  private static final int MINOR_MAX = 20;
  private static final Pattern VERSIONED = Pattern.compile("python3\\.(\\d+)");

  public PythonProgram {
    variables = Map.copyOf(variables);
  }

  /// The command of a process that forks workers.
  ///
  /// @throws PythonMissing when there is no interpreter, or only older ones
  List<String> command() {
    return command("autotest.worker", List.of());
  }

  /// The command of one of our modules. It finds them with `PYTHONPATH`, see [#packages].
  ///
  /// @throws PythonMissing when there is no interpreter, or only older ones
  public List<String> command(String module, List<String> words) {
    return Stream.concat(
            Stream.of(interpreter().toString(), "-X", "utf8", "-m", module), words.stream())
        .toList();
  }

  /// Added to the environment of that process.
  Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>(variables);
    environment.put("PYTHONPATH", packages.toString());
    return environment;
  }

  /// `python3`, unless the name of the file behind it tells that it is too old; else the newest
  /// `python3.N`, which is how distributions name a second one.
  private Path interpreter() {
    Stream<String> newestFirst =
        IntStream.iterate(MINOR_MAX, minor -> minor - 1)
            .limit(MINOR_MAX - MINOR_MIN + 1)
            .mapToObj(minor -> "python3." + minor);
    return Stream.concat(Stream.of("python3"), newestFirst)
        .flatMap(name -> locate(name).stream())
        .filter(PythonProgram::isNewEnough)
        .findFirst()
        .orElseThrow(
            () ->
                new PythonMissing(
                    "looking for Python: no python3 of version 3.%d or newer in %s"
                        .formatted(MINOR_MIN, searchPath)));
  }

  private Optional<Path> locate(String name) {
    return Stream.of(searchPath.split(File.pathSeparator, -1))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }

  /// True also for a name that tells nothing: the worker itself checks its version again.
  private static boolean isNewEnough(Path interpreter) {
    try {
      Matcher name = VERSIONED.matcher(interpreter.toRealPath().getFileName().toString());
      return !name.matches() || Integer.parseInt(name.group(1)) >= MINOR_MIN;
    } catch (IOException dangling) {
      return false;
    }
  }
}
