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
import org.junit.jupiter.api.Test;

/// The list of acceptance scenarios names tests that exist.
class AcceptanceListTest {
  private static final Path PAGE = Path.of("docs", "reference", "acceptance.md");
  private static final Pattern ROW = Pattern.compile("^\\| (\\d+) \\|");
  private static final Pattern METHOD = Pattern.compile("`(\\w+)#(\\w+)`");

  @Test
  void every_scenario_is_listed_and_every_test_it_names_is_there() throws IOException {
    List<Integer> numbers = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    for (String line : Files.readAllLines(Repository.ROOT.resolve(PAGE))) {
      Matcher row = ROW.matcher(line);
      if (row.find()) {
        numbers.add(Integer.valueOf(row.group(1)));
        Matcher method = METHOD.matcher(line);
        while (method.find()) {
          if (!hasMethod(method.group(1), method.group(2))) {
            missing.add(method.group());
          }
        }
      }
    }

    assertThat(numbers).containsExactlyElementsOf(IntStream.rangeClosed(1, 25).boxed().toList());
    assertThat(missing).isEmpty();
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
