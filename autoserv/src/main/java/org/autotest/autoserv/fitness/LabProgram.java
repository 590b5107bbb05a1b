package org.autotest.autoserv.fitness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.core.failure.Blame;
import org.autotest.core.files.Unreadable;
import org.autotest.core.host.FitnessNames;
import org.autotest.core.host.Protection;

/// A program of the lab, or a class in Java, that checks or repairs machines, with what comments
/// among its first lines say of it:
///
/// ```
/// #!/bin/sh
/// # needs: login, disk_space      checks that must have found nothing wrong
/// # repairs: lab.mount, reboot    actions that may help
/// # runs: on host                 or: on server, with the machine's name as its argument; a class
/// #                               runs on the server
/// # limit: 30                     seconds
/// # protection: Repair software only   the highest under which this action is allowed
/// ```
///
/// @param name by [FitnessNames]
/// @param file an executable, or a source in Java
record LabProgram(
    String name,
    Path file,
    List<String> needs,
    List<String> repairs,
    Runs runs,
    Duration limit,
    Protection protection) {
  /// Where, and as what.
  enum Runs {
    ON_HOST,
    ON_SERVER,
    AS_CLASS
  }

  private static final int HEADER_LINES = 30;
  private static final int BYTES_MAX = 1024 * 1024;
  private static final Pattern SAYS = Pattern.compile("\\s*(?:#|///?)\\s*([a-z]+):\\s*(.*?)\\s*");

  /// The executables and the sources in Java of a directory, in the order of their names; none when
  /// it is not there.
  ///
  /// @throws UnfitHost with the lab to blame when it cannot be read, or one says something wrong
  static List<LabProgram> all(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(FitnessNames::isOne).sorted().map(LabProgram::read).toList();
    } catch (IOException unreadable) {
      throw new UnfitHost(Blame.LAB, Unreadable.told("reading", directory, unreadable));
    }
  }

  static LabProgram read(Path file) {
    String name = name(file);
    Map<String, String> says = header(file);
    String limit = says.getOrDefault("limit", "60");
    if (!limit.matches("[1-9]\\d{0,4}")) {
      throw wrong(file, "'limit: %s' is no number of seconds up to 99999".formatted(limit));
    }
    String protection = says.getOrDefault("protection", Protection.NO_PROTECTION.word());
    return new LabProgram(
        name,
        file,
        words(says.getOrDefault("needs", "login")),
        words(says.getOrDefault("repairs", "")),
        runs(file, says),
        Duration.ofSeconds(Long.parseLong(limit)),
        Protection.ofWord(protection)
            .orElseThrow(() -> wrong(file, "'protection: %s' is no level".formatted(protection))));
  }

  private static String name(Path file) {
    String wanted =
        FitnessNames.isJava(file)
            ? "its name is not that of a class, such as RaidState.java"
            : "its name is not made of a-z, 0-9, _ and -";
    return FitnessNames.of(file).orElseThrow(() -> wrong(file, wanted));
  }

  private static Runs runs(Path file, Map<String, String> says) {
    String runs = says.getOrDefault("runs", FitnessNames.isJava(file) ? "on server" : "on host");
    if (FitnessNames.isJava(file) && !runs.equals("on server")) {
      throw wrong(file, "'runs: %s': a class runs on the server".formatted(runs));
    }
    return switch (runs) {
      case "on host" -> Runs.ON_HOST;
      case "on server" -> FitnessNames.isJava(file) ? Runs.AS_CLASS : Runs.ON_SERVER;
      default ->
          throw wrong(file, "'runs: %s' is neither 'on host' nor 'on server'".formatted(runs));
    };
  }

  private static Map<String, String> header(Path file) {
    Map<String, String> says = new HashMap<>();
    try {
      if (Files.size(file) > BYTES_MAX) {
        throw wrong(file, "it is larger than 1 MiB");
      }
      String text = Files.readString(file, StandardCharsets.ISO_8859_1);
      text.lines()
          .limit(HEADER_LINES)
          .map(SAYS::matcher)
          .filter(Matcher::matches)
          .forEach(line -> says.putIfAbsent(line.group(1), line.group(2)));
      return says;
    } catch (IOException unreadable) {
      throw new UnfitHost(Blame.LAB, Unreadable.told("reading", file, unreadable));
    }
  }

  private static List<String> words(String list) {
    return Stream.of(list.split("[,\\s]+", -1)).filter(word -> !word.isEmpty()).toList();
  }

  private static UnfitHost wrong(Path file, String problem) {
    return new UnfitHost(Blame.LAB, "reading %s: %s".formatted(file, problem));
  }
}
