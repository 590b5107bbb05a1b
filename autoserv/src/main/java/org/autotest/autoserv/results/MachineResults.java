package org.autotest.autoserv.results;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.core.results.HostFile;
import org.autotest.core.results.Keyvals;

/// The results directory of one machine's part of an execution: the whole one when there is one
/// machine, else a subdirectory named like the machine.
public final class MachineResults {
  /// Names at the top of a results directory that a machine may not fill: they say what the server
  /// did.
  private static final Set<String> OURS =
      Set.of(
          StatusLogFile.NAME,
          FailureFile.NAME,
          UncollectedLogs.NAME,
          "keyval",
          "console.log",
          "control.srv",
          "control.srv.state",
          "host_keyvals");

  /// Others that the server writes at the top, which a machine's results can have as well.
  private static final Set<String> OURS_TOO =
      Set.of("status", "control", "debug", "fitness.log", "sysinfo");

  private static final Pattern CLIENT_LOG = Pattern.compile("debug/client\\.([A-Z]+)");
  private static final Pattern NUMBERED_LOG = Pattern.compile("client\\.(\\d{1,6})\\..*");

  private final Path directory;
  private final StatusLogFile status;
  private final RunLog log;
  private final Downtime downtime = new Downtime();

  public MachineResults(Path directory, StatusLogFile status, RunLog log) {
    this.directory = directory;
    this.status = status;
    this.log = log;
  }

  /// Whether the server itself writes something of that name at the top of a results directory.
  public static boolean isOurs(String name) {
    return OURS.contains(name) || OURS_TOO.contains(name) || name.startsWith("crashinfo.");
  }

  public Path directory() {
    return directory;
  }

  public StatusLogFile status() {
    return status;
  }

  public RunLog log() {
    return log;
  }

  /// Whether the machine is taken down on purpose.
  public Downtime downtime() {
    return downtime;
  }

  /// What the lab says of a machine: `platform`, `protection`, and `labels` with commas between,
  /// each encoded as in a URL. Of one machine of several it stands a level up. Empty when it says
  /// nothing.
  ///
  /// @throws ResultsUnwritable when it cannot be read
  public Map<String, String> labFacts(String hostname) {
    for (Path place : List.of(directory, directory.resolve(".."))) {
      Path file = place.resolve("host_keyvals").resolve(hostname);
      try {
        Optional<String> text = HostFile.read(file);
        if (text.isPresent()) {
          return Keyvals.parse(text.get());
        }
      } catch (IOException unreadable) {
        throw new ResultsUnwritable(file, unreadable);
      }
    }
    return Map.of();
  }

  /// The labels of a machine as the lab says them, in their order there.
  ///
  /// @throws ResultsUnwritable as [#labFacts]
  public List<String> labels(String hostname) {
    String labels = labFacts(hostname).getOrDefault("labels", "");
    return Stream.of(labels.split(",", -1))
        .filter(label -> !label.isEmpty())
        .map(label -> URLDecoder.decode(label.replace("+", "%2B"), StandardCharsets.UTF_8))
        .toList();
  }

  /// The number that the logs of the next client get: `debug/client.<n>.INFO`.
  ///
  /// @throws ResultsUnwritable when the directory cannot be read
  public int nextClientNumber() {
    Path debug = directory.resolve("debug");
    if (!Files.isDirectory(debug)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(debug)) {
      return files
          .map(file -> NUMBERED_LOG.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .mapToInt(name -> Integer.parseInt(name.group(1)) + 1)
          .max()
          .orElse(0);
    } catch (IOException unreadable) {
      throw new ResultsUnwritable(debug, unreadable);
    }
  }

  /// Writes a file into `debug`, in place of an older one or of a link.
  ///
  /// @throws ResultsUnwritable when the disk does not take it
  public void writeDebug(String name, String text) {
    Path file = directory.resolve("debug").resolve(name);
    try {
      Files.createDirectories(directory.resolve("debug"));
      Files.deleteIfExists(file);
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException full) {
      throw new ResultsUnwritable(file, full);
    }
  }

  /// Where a file of the client's results belongs.
  ///
  /// @param name relative, without climbing
  /// @param clientNumber of [#nextClientNumber]
  /// @return empty for a name that only the server writes
  static Optional<String> place(String name, int clientNumber) {
    boolean hidden = name.startsWith(".");
    boolean ours = OURS.contains(name.replaceFirst("/.*", ""));
    if (hidden || ours || name.startsWith("debug/autoserv.") || name.startsWith("crashinfo.")) {
      return Optional.empty();
    }
    Matcher log = CLIENT_LOG.matcher(name);
    return Optional.of(
        log.matches() ? "debug/client.%d.%s".formatted(clientNumber, log.group(1)) : name);
  }

  /// Receives files of a client's results.
  ///
  /// @param bytesMax most bytes of one stream
  public ResultsReceiver receiver(int clientNumber, long bytesMax) {
    return new ResultsReceiver(directory, bytesMax, 200_000, name -> place(name, clientNumber));
  }
}
