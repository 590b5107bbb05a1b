package org.autotest.core.tko;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.Hostname;
import org.autotest.core.results.HostFile;
import org.autotest.core.results.Keyvals;
import org.autotest.core.results.Pidfile;
import org.autotest.core.tko.JobResults.Abort;
import org.autotest.core.tko.JobResults.JobRow;
import org.autotest.core.tko.JobResults.Times;

/// What the small files of a job's directory say about the job as a whole.
///
/// @param keyvals of the directory and of those above it up to the one where autoserv ran: above
///   wins, but for `hostname`
/// @param pidfile what autoserv said of itself, there
/// @param hostKeyvals of the job's only host; empty when it has several
/// @param failure what autoserv, or a program that watched it, gave as the reason for its own
///   failure
record JobFiles(
    JobRow job,
    Map<String, String> keyvals,
    Pidfile pidfile,
    Map<String, String> hostKeyvals,
    Optional<Failure> failure) {

  /// Why a run failed as a whole.
  ///
  /// @param problem one line
  record Failure(Blame blame, String problem) {}

  /// Name of the file that holds a [Failure] as the keyvals `blame` and `problem`.
  static final String FAILURE_FILE = "failure";

  private static final String KEYVAL_FILE = "keyval";

  /// How far above a host's directory the one of its job can be.
  private static final int LEVELS_UP_MAX = 3;

  private static final long SECONDS_MAX = 253_402_300_799L;

  static JobFiles read(Path directory) throws IOException {
    List<Path> chain = upToRun(directory);
    Map<String, String> keyvals = new LinkedHashMap<>();
    for (Path each : chain) {
      Map<String, String> upper = new LinkedHashMap<>(keyvalsIn(each.resolve(KEYVAL_FILE)));
      if (keyvals.containsKey("hostname")) {
        upper.remove("hostname");
      }
      keyvals.putAll(upper);
    }
    List<String> hosts = hosts(keyvals);
    return new JobFiles(
        new JobRow(
            Optional.ofNullable(keyvals.get("label")),
            Optional.ofNullable(keyvals.get("user")),
            machine(directory, keyvals, hosts),
            platforms(chain, hosts),
            Optional.ofNullable(keyvals.get("owner")),
            new Times(
                time(keyvals, "job_queued"),
                time(keyvals, "job_started"),
                time(keyvals, "job_finished")),
            Optional.ofNullable(keyvals.get("aborted_by"))
                .map(by -> new Abort(by, time(keyvals, "aborted_on")))),
        keyvals,
        Pidfile.readOfEnded(chain.getLast().resolve(Pidfile.AUTOSERV)),
        hosts.size() == 1 ? hostKeyvals(chain, hosts.getFirst()) : Map.of(),
        failure(chain));
  }

  /// The directory and those above it, up to the one with the pidfile; the directory alone when
  /// there is no pidfile near.
  private static List<Path> upToRun(Path directory) {
    List<Path> chain = new ArrayList<>();
    Path each = directory.toAbsolutePath().normalize();
    for (int level = 0; level <= LEVELS_UP_MAX && each != null; level++) {
      chain.add(each);
      if (Files.exists(each.resolve(Pidfile.AUTOSERV))) {
        return chain;
      }
      each = each.getParent();
    }
    return List.of(directory.toAbsolutePath().normalize());
  }

  private static Map<String, String> keyvalsIn(Path file) throws IOException {
    return HostFile.read(file).map(Keyvals::parse).orElse(Map.of());
  }

  private static List<String> hosts(Map<String, String> keyvals) {
    return Arrays.stream(keyvals.getOrDefault("hostname", "").split(",", -1))
        .map(String::strip)
        .filter(host -> !host.isEmpty())
        .toList();
  }

  private static String machine(Path directory, Map<String, String> keyvals, List<String> hosts)
      throws IOException {
    String group = keyvals.getOrDefault("host_group_name", "");
    if (!group.isEmpty() && hosts.size() != 1) {
      return group;
    }
    String hostname = keyvals.getOrDefault("hostname", "");
    if (hosts.size() <= 1) {
      return hostname;
    }
    Path sysinfo = directory.resolve("sysinfo");
    if (!HostFile.isDirectory(sysinfo)) {
      return hostname;
    }
    Optional<String> told =
        HostFile.read(sysinfo.resolve("hostname")).map(String::strip).filter(Hostname::isValid);
    if (told.isPresent()) {
      return told.get();
    }
    return HostFile.read(sysinfo.resolve("uname_-a"))
        .map(text -> text.strip().split("\\s+"))
        .filter(words -> words.length > 1 && Hostname.isValid(words[1]))
        .map(words -> words[1])
        .orElse(hostname);
  }

  private static String platforms(List<Path> chain, List<String> hosts) throws IOException {
    TreeSet<String> platforms = new TreeSet<>();
    for (String host : hosts) {
      Optional.ofNullable(hostKeyvals(chain, host).get("platform")).ifPresent(platforms::add);
    }
    return String.join(",", platforms);
  }

  private static Map<String, String> hostKeyvals(List<Path> chain, String host) throws IOException {
    if (!Hostname.isValid(host)) {
      return Map.of();
    }
    for (Path each : chain) {
      Map<String, String> found = keyvalsIn(each.resolve("host_keyvals").resolve(host));
      if (!found.isEmpty()) {
        return found;
      }
    }
    return Map.of();
  }

  private static Optional<Failure> failure(List<Path> chain) throws IOException {
    for (Path each : chain) {
      Map<String, String> keyvals = keyvalsIn(each.resolve(FAILURE_FILE));
      String blame = keyvals.getOrDefault("blame", "");
      Optional<Blame> known =
          Arrays.stream(Blame.values()).filter(value -> value.name().equals(blame)).findFirst();
      if (known.isPresent()) {
        return Optional.of(new Failure(known.get(), keyvals.getOrDefault("problem", "")));
      }
    }
    return Optional.empty();
  }

  private static Optional<Instant> time(Map<String, String> keyvals, String key) {
    try {
      long seconds = Long.parseLong(keyvals.getOrDefault(key, "").strip());
      return seconds < 0 || seconds > SECONDS_MAX
          ? Optional.empty()
          : Optional.of(Instant.ofEpochSecond(seconds));
    } catch (NumberFormatException notTime) {
      return Optional.empty();
    }
  }
}
