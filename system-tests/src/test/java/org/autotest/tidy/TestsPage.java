package org.autotest.tidy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.control.ControlFile;
import org.autotest.core.control.ControlLanguage;

/// The page of the tests that come along, made from their control files.
final class TestsPage {
  private static final Path SUITE = Repository.ROOT.resolve("testsuite");

  private TestsPage() {}

  private record Entry(String test, String kind, ControlFile control) {
    String row() {
      return "| [%1$s](#%1$s) | %2$s | %3$s | %4$s |"
          .formatted(test, summary(), control.about().testClass(), kind);
    }

    /// The first sentence.
    String summary() {
      String paragraph = control.about().doc().strip().split("\n\n", 2)[0].replace('\n', ' ');
      return paragraph.replaceFirst("(?<=[.:]) .*", "").replaceFirst("[.:]$", "");
    }

    String section() {
      return """
      ## %s

      %s

      *%s. %s; %s, takes %s.*
      """
          .formatted(
              test,
              control.about().doc().strip(),
              control.about().name(),
              control.about().testCategory(),
              kind,
              switch (control.time().orElseThrow()) {
                case SHORT -> "less than 15 minutes";
                case MEDIUM -> "less than 4 hours";
                case LONG -> "longer than 4 hours";
              });
    }
  }

  static String asMarkdown() throws IOException {
    List<Entry> client = entries("client");
    List<Entry> server = entries("server");
    return """
    # The tests that come along

    In `testsuite/client`; each runs by `autotest-local run NAME argument=value …`, or from the catalogue of a lab. In brackets
    behind an argument stands what it is when it is not given, behind a measure its unit and which direction is good. A test whose
    program is not on the machine ends TEST_NA and says which package has it. [How to write one](../guides/write-a-test.md).

    | test | what it does | class | written in |
    |---|---|---|---|
    %s

    Those in `testsuite/server` run on the server and drive one machine or more, see
    [tests of the server](server-control.md#tests-of-the-server). Their control files take all machines of the job.

    | test | what it does | class | written in |
    |---|---|---|---|
    %s

    %s"""
        .formatted(
            rows(client),
            rows(server),
            Stream.of(client, server)
                .flatMap(List::stream)
                .map(Entry::section)
                .collect(Collectors.joining("\n")));
  }

  private static String rows(List<Entry> entries) {
    return entries.stream().map(Entry::row).collect(Collectors.joining("\n"));
  }

  /// @param side client or server
  private static List<Entry> entries(String side) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> directories = Files.list(SUITE.resolve(side))) {
      for (Path directory : directories.filter(Files::isDirectory).sorted().toList()) {
        String test = directory.getFileName().toString();
        ControlFile control = control(directory);
        entries.add(new Entry(test, kind(directory, test), control));
      }
    }
    return entries;
  }

  private static ControlFile control(Path directory) throws IOException {
    for (ControlLanguage language : ControlLanguage.values()) {
      Path file = directory.resolve(language.fileName());
      if (Files.exists(file)) {
        return ControlFile.readStrictly(file.toString(), Files.readString(file));
      }
    }
    throw new IOException(directory + " has no control file");
  }

  private static String kind(Path directory, String test) throws IOException {
    if (Files.exists(directory.resolve(test + ".py"))) {
      return "Python";
    }
    Optional<Path> java;
    try (Stream<Path> files = Files.list(directory)) {
      java =
          files
              .filter(
                  file ->
                      file.getFileName()
                          .toString()
                          .toLowerCase(Locale.ROOT)
                          .equals(test.replace("_", "") + ".java"))
              .findFirst();
    }
    return java.isPresent() ? "Java" : "shell";
  }
}
