package org.autotest.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The lists of acceptance scenarios name tests that exist.
class AcceptanceListTest {
  private static final Path CLIENT = Path.of("docs", "reference", "acceptance.md");
  private static final Path SERVER = Path.of("docs", "reference", "acceptance-server.md");
  private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|");
  private static final Pattern METHOD = Pattern.compile("`(\\w+)#(\\w+)`");
  private static final Pattern NOT_YET = Pattern.compile("^Not shown yet: ([\\d, ]+)\\.$");

  @Test
  void every_scenario_of_the_client_is_listed_and_every_test_it_names_is_there()
      throws IOException {
    assertThat(scenarios(CLIENT)).containsExactlyElementsOf(all());
    assertThat(missing(CLIENT)).isEmpty();
  }

  @Test
  void every_scenario_of_the_server_is_listed_or_named_as_not_shown() throws IOException {
    List<Integer> shown = scenarios(SERVER);
    List<Integer> both = new ArrayList<>(shown);
    both.addAll(notYet());

    assertThat(shown).isSorted().hasSizeGreaterThan(20);
    assertThat(both).containsExactlyInAnyOrderElementsOf(all());
    assertThat(missing(SERVER)).isEmpty();
  }

  private static List<Integer> all() {
    return IntStream.rangeClosed(1, 25).boxed().toList();
  }

  private static List<Integer> scenarios(Path page) throws IOException {
    return lines(page).stream()
        .map(ROW::matcher)
        .filter(Matcher::find)
        .map(row -> Integer.valueOf(row.group(1)))
        .toList();
  }

  private static List<Integer> notYet() throws IOException {
    return lines(SERVER).stream()
        .map(NOT_YET::matcher)
        .filter(Matcher::find)
        .flatMap(row -> Stream.of(row.group(1).split(", ")))
        .map(Integer::valueOf)
        .toList();
  }

  private static List<String> missing(Path page) throws IOException {
    List<String> missing = new ArrayList<>();
    for (String line : lines(page)) {
      boolean named = false;
      Matcher method = METHOD.matcher(line);
      while (method.find()) {
        named = true;
        if (!hasMethod(method.group(1), method.group(2))) {
          missing.add(method.group());
        }
      }
      if (ROW.matcher(line).find() && !named) {
        missing.add("a test for: " + line);
      }
    }
    return missing;
  }

  private static List<String> lines(Path page) throws IOException {
    return Files.readAllLines(Repository.ROOT.resolve(page));
  }

  private static boolean hasMethod(String type, String method) throws IOException {
    Pattern declared = Pattern.compile("void " + method + "\\(");
    for (Path file : Repository.texts()) {
      if (file.endsWith(type + ".java")
          && declared.matcher(Files.readString(Repository.ROOT.resolve(file))).find()) {
        return true;
      }
    }
    return false;
  }
}
