package org.autotest.core.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// How checks of machines are called, and the programs of a lab that check and repair them.
public final class FitnessNames {
  /// The checks that all labs have, what is needed first.
  public static final List<String> CHECKS =
      List.of(
          "reachable",
          "login",
          "staying_up",
          "root_writable",
          "tmp_writable",
          "disk_space",
          "no_leftovers",
          "client",
          "clock",
          "load");

  private static final String JAVA = ".java";
  private static final Pattern PROGRAM = Pattern.compile("([a-z][a-z0-9_-]{0,40})(\\.\\w+)?");
  private static final Pattern CLASS = Pattern.compile("([A-Z][A-Za-z0-9]{0,40})\\.java");

  private FitnessNames() {}

  /// Whether a file of a lab is a source in Java.
  public static boolean isJava(Path file) {
    return String.valueOf(file.getFileName()).endsWith(JAVA);
  }

  /// Whether a file in a directory of checks or repairs is one.
  public static boolean isOne(Path file) {
    return Files.isRegularFile(file)
        && (isJava(file) || Files.isExecutable(file))
        && !String.valueOf(file.getFileName()).startsWith(".");
  }

  /// `lab.` and the file's name without what follows a dot; of a class `RaidState` it is
  /// `lab.raid_state`. Empty for a file that may not be called so.
  public static Optional<String> of(Path file) {
    Matcher matcher = (isJava(file) ? CLASS : PROGRAM).matcher(String.valueOf(file.getFileName()));
    return matcher.matches() ? Optional.of("lab." + words(matcher.group(1))) : Optional.empty();
  }

  private static String words(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /// The names of what a directory holds; none when it cannot be read.
  public static List<String> in(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(FitnessNames::isOne).flatMap(file -> of(file).stream()).sorted().toList();
    } catch (IOException none) {
      return List.of();
    }
  }
}
