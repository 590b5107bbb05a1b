package org.autotest.client.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One run of the original client.
///
/// @param directory below `golden/`
record GoldenCase(String name, Path directory) {
  static final Path GOLDEN = Path.of("..", "golden").toAbsolutePath().normalize();

  private static final Pattern COMMAND = Pattern.compile("(?ms)^\\(\n(.*?)\n\\) >");

  /// Where golden commands and our own agree on how to stop a run in the middle: the original's
  /// commands killed by name, or after a time that was enough for it.
  private static final Map<String, String> COMMANDS =
      Map.of(
          "sigint", interrupted("INT"),
          "sigterm_group", interrupted("TERM"),
          "unexpected_reboot",
              interrupted("KILL")
                  + "cp -r /usr/local/autotest/client/results/default /tmp/first_results"
                  + "; /usr/local/autotest/client/autotest-local -c $CONTROL");

  /// Starts a run as leader of a session, and sends it a signal in the middle of its first test.
  private static String interrupted(String signal) {
    return """
    R=/usr/local/autotest/client/results/default
    setsid env --default-signal=INT /usr/local/autotest/client/autotest-local $CONTROL & PID=$!
    until grep -qs version= $R/g_sleep/keyval; do sleep 0.1; done
    sleep 1
    kill -%s -$PID
    wait $PID
    echo "exit code: $?"
    """
        .formatted(signal);
  }

  static List<GoldenCase> all() throws IOException {
    try (Stream<Path> directories = Files.list(GOLDEN)) {
      return directories
          .filter(directory -> Files.exists(directory.resolve("run.sh")))
          .map(directory -> new GoldenCase(directory.getFileName().toString(), directory))
          .sorted((a, b) -> a.name().compareTo(b.name()))
          .toList();
    }
  }

  /// The shell command, with the original's paths.
  String command() throws IOException {
    String known = COMMANDS.get(name);
    if (known != null) {
      return known;
    }
    Matcher command = COMMAND.matcher(Files.readString(directory.resolve("run.sh")));
    if (!command.find()) {
      throw new IllegalStateException("%s: no command in run.sh".formatted(name));
    }
    return command.group(1);
  }

  String control() throws IOException {
    return Files.readString(directory.resolve("control"));
  }

  int exitCode() throws IOException {
    return Integer.parseInt(Files.readString(directory.resolve("exit_code")).strip());
  }

  /// The paths of the results tree, as `f results/default/status`: the first character says what it
  /// is (directory, file, empty file).
  Set<String> tree() throws IOException {
    Path file = directory.resolve("tree.txt");
    return Files.exists(file) ? new TreeSet<>(Files.readAllLines(file)) : new TreeSet<>();
  }

  /// All files of one name in the results, by their paths as in [#tree].
  List<Path> files(String fileName) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths
          .filter(path -> path.getFileName().toString().equals(fileName))
          .map(directory::relativize)
          .filter(path -> path.getNameCount() > 1)
          .sorted()
          .toList();
    }
  }
}
