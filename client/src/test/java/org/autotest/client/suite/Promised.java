package org.autotest.client.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.core.control.ControlFile;
import org.autotest.core.control.ControlLanguage;

/// What the control file of a test says that it measures, and what a run of it did measure.
final class Promised {
  static final Path SUITE = Path.of("../testsuite/client").toAbsolutePath().normalize();

  /// `- read_iops, write_iops (1/s, higher): …`.
  private static final Pattern LINE =
      Pattern.compile("(?m)^- ([\\w., ]+) \\(([^,()]+), (higher|lower)\\)");

  private static final Pattern KEYVAL = Pattern.compile("(.+)\\{(perf|attr)}=(.*)");

  private Promised() {}

  static ControlFile controlFile(String test) throws IOException {
    for (ControlLanguage language : ControlLanguage.values()) {
      Path file = SUITE.resolve(test).resolve(language.fileName());
      if (Files.exists(file)) {
        return ControlFile.readStrictly(test, Files.readString(file));
      }
    }
    throw new AssertionError(test + " has no control file");
  }

  /// Names of measures, where a word in capitals stands for any name, with `unit better` of each.
  private static Map<Pattern, String> measures(String test) throws IOException {
    String doc = controlFile(test).about().doc();
    Map<Pattern, String> measures = new LinkedHashMap<>();
    Matcher line = LINE.matcher(doc.substring(Math.max(0, doc.indexOf("Measures"))));
    while (line.find()) {
      for (String name : line.group(1).split(", ", -1)) {
        String pattern = name.replace(".", "\\.").replaceAll("[A-Z]{3,}", "[a-z0-9-]+");
        measures.put(Pattern.compile(pattern), line.group(2) + " " + line.group(3));
      }
    }
    return measures;
  }

  /// The measures in a keyval file: name to `unit better`.
  static Map<String, String> measured(Path keyvals) throws IOException {
    Map<String, String> attributes = new LinkedHashMap<>();
    Map<String, String> measured = new LinkedHashMap<>();
    for (String line : Files.readAllLines(keyvals)) {
      Matcher keyval = KEYVAL.matcher(line);
      if (keyval.matches() && keyval.group(2).equals("attr")) {
        attributes.put(keyval.group(1), keyval.group(3));
      } else if (keyval.matches()) {
        assertThat(Double.parseDouble(keyval.group(3))).as(line).isNotNegative();
        measured.put(keyval.group(1), "");
      }
    }
    measured.replaceAll(
        (name, _) -> attributes.get(name + ".unit") + " " + attributes.get(name + ".better"));
    return measured;
  }

  /// A test measures what its control file says, and nothing else.
  static void isKept(String test, Path keyvals) throws IOException {
    Map<Pattern, String> promised = measures(test);
    Map<String, String> measured = measured(keyvals);
    assertThat(promised).as("what %s says that it measures", test).isNotEmpty();
    assertThat(measured).as("what %s measured", test).isNotEmpty();
    measured.forEach(
        (name, what) ->
            assertThat(promised)
                .as("%s measured %s (%s)", test, name, what)
                .anySatisfy(
                    (pattern, said) -> {
                      assertThat(name).matches(pattern);
                      assertThat(said).isEqualTo(what);
                    }));
  }

  /// The names of all tests that come along.
  static Stream<String> tests() throws IOException {
    try (Stream<Path> directories = Files.list(SUITE)) {
      return directories
          .filter(Files::isDirectory)
          .map(directory -> directory.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }
}
