package org.autotest.autoserv.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.autotest.core.results.Keyvals;

/// The file `uncollected_logs` in a machine's results directory: where on the machine a client has
/// its results that are not collected yet. Written before the client starts, removed when all is
/// here, so that a later process can collect what a killed one left.
///
/// ```
/// host=host7
/// messages_bytes=81234
/// messages_file=/var/log/syslog
/// run_dir=/usr/local/autotest/runs/17-alice.host7-5b0cd1
/// started=1700000000
/// ```
///
/// @param host as given on the command line
/// @param runDir the client's run directory on the machine
/// @param started by the clock of the machine
/// @param messagesFile the system log of the machine when the client started, empty for none
/// @param messagesBytes its length then
public record UncollectedLogs(
    String host, String runDir, Instant started, String messagesFile, long messagesBytes) {
  /// The file's name in a results directory.
  public static final String NAME = "uncollected_logs";

  /// Empty when there is none, or it is not in its format.
  public static Optional<UncollectedLogs> read(Path results) throws IOException {
    Map<String, String> keyvals = Keyvals.read(results.resolve(NAME));
    String runDir = keyvals.getOrDefault("run_dir", "");
    if (!runDir.startsWith("/")) {
      return Optional.empty();
    }
    return Optional.of(
        new UncollectedLogs(
            keyvals.getOrDefault("host", ""),
            runDir,
            Instant.ofEpochSecond(number(keyvals.get("started"))),
            keyvals.getOrDefault("messages_file", ""),
            number(keyvals.get("messages_bytes"))));
  }

  /// Replaces the file.
  public void write(Path results) {
    Path file = results.resolve(NAME);
    StringBuilder text = new StringBuilder();
    Map<String, String> keyvals =
        Map.of(
            "host", host,
            "run_dir", runDir,
            "started", Long.toString(started.getEpochSecond()),
            "messages_file", messagesFile,
            "messages_bytes", Long.toString(messagesBytes));
    new TreeMap<>(keyvals).forEach((key, value) -> text.append(Keyvals.line(key, value)));
    try {
      Files.writeString(file, text);
    } catch (IOException full) {
      throw new ResultsUnwritable(file, full);
    }
  }

  /// Everything is here.
  public static void remove(Path results) throws IOException {
    Files.deleteIfExists(results.resolve(NAME));
  }

  private static long number(@org.jspecify.annotations.Nullable String text) {
    return text != null && text.matches("\\d{1,15}") ? Long.parseLong(text) : 0;
  }
}
