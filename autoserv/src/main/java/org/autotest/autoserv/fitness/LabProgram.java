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
import org.autotest.core.host.Protection;

/// A program of the lab that checks or repairs machines, with what comments among its first lines
/// say of it:
///
/// ```
/// #!/bin/sh
/// # needs: login, disk_space      checks that must have found nothing wrong
/// # repairs: lab.mount, reboot    actions that may help
/// # runs: on host                 or: on server, with the machine's name as its argument
/// # limit: 30                     seconds
/// # protection: Repair software only   the highest under which this action is allowed
/// ```
///
/// @param name `lab.` and the file's name without what follows a dot
/// @param file an executable
/// @param onHost else on the server
record LabProgram(
    String name,
    Path file,
    List<String> needs,
    List<String> repairs,
    boolean onHost,
    Duration limit,
    Protection protection) {
  private static final int HEADER_LINES = 30;
  private static final int BYTES_MAX = 1024 * 1024;
  private static final Pattern SAYS = Pattern.compile("\\s*(?:#|//)\\s*([a-z]+):\\s*(.*?)\\s*");
  private static final Pattern FILE_NAME = Pattern.compile("([a-z][a-z0-9_-]{0,40})(\\.\\w+)?");

  /// The executables of a directory, in the order of their names; none when it is not there.
  ///
  /// @throws UnfitHost with the lab to blame when it cannot be read, or one says something wrong
  static List<LabProgram> all(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
          .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
          .sorted()
          .map(LabProgram::read)
          .toList();
    } catch (IOException unreadable) {
      throw new UnfitHost(
          Blame.LAB, "reading %s: %s".formatted(directory, unreadable.getMessage()));
    }
  }

  static LabProgram read(Path file) {
    Matcher name = FILE_NAME.matcher(String.valueOf(file.getFileName()));
    if (!name.matches()) {
      throw wrong(file, "its name is not made of a-z, 0-9, _ and -");
    }
    Map<String, String> says = header(file);
    String runs = says.getOrDefault("runs", "on host");
    if (!runs.equals("on host") && !runs.equals("on server")) {
      throw wrong(file, "'runs: %s' is neither 'on host' nor 'on server'".formatted(runs));
    }
    String limit = says.getOrDefault("limit", "60");
    if (!limit.matches("[1-9]\\d{0,4}")) {
      throw wrong(file, "'limit: %s' is no number of seconds up to 99999".formatted(limit));
    }
    String protection = says.getOrDefault("protection", Protection.NO_PROTECTION.word());
    return new LabProgram(
        "lab." + name.group(1),
        file,
        words(says.getOrDefault("needs", "login")),
        words(says.getOrDefault("repairs", "")),
        runs.equals("on host"),
        Duration.ofSeconds(Long.parseLong(limit)),
        Protection.ofWord(protection)
            .orElseThrow(() -> wrong(file, "'protection: %s' is no level".formatted(protection))));
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
      throw wrong(file, String.valueOf(unreadable.getMessage()));
    }
  }

  private static List<String> words(String list) {
    return Stream.of(list.split("[,\\s]+", -1)).filter(word -> !word.isEmpty()).toList();
  }

  private static UnfitHost wrong(Path file, String problem) {
    return new UnfitHost(Blame.LAB, "reading %s: %s".formatted(file, problem));
  }
}
