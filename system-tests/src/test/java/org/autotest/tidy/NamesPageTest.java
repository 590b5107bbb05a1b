package org.autotest.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/reference/names.md` says of every name of the original what there is; the code has it, in
/// both languages, and has nothing else.
class NamesPageTest {
  private static final Pattern TYPES =
      Pattern.compile("Python: `([\\w.]+)`(?: · Java: `([\\w.]+)`)?");
  private static final Pattern ROW =
      Pattern.compile("\\| (`\\w+`|–) \\| ([^|]*) \\| ?([^|]*?) ?\\|");
  private static final Pattern CODE = Pattern.compile("`(\\w+)`");

  /// What a class of the Python package has: its names, and what its methods set.
  private static final String NAMES =
      """
      import importlib, inspect, re, sys
      import autotest
      autotest.__path__.append(sys.argv[1])
      module, _, name = sys.argv[2].rpartition(".")
      kind = getattr(importlib.import_module(module), name)
      found = set(dir(kind))
      for one in kind.__mro__[:-1]:
          source = inspect.getsource(one)
          found |= set(re.findall(r"self\\.([a-z]\\w*)(?: =|, )", source))
          found |= set(re.findall(r"= self\\.([a-z]\\w*) =", source))
          found |= set(getattr(sys.modules[one.__module__], "_ATTRIBUTES", ()))
      print("\\n".join(sorted(one for one in found if one[0] != "_")))
      """;

  record Row(String name, List<String> java, String note) {}

  record Section(String title, String python, Optional<String> java, List<Row> rows) {
    Section {
      rows = List.copyOf(rows);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static List<Section> sections() throws IOException {
    List<Section> found = new ArrayList<>();
    String page = Files.readString(Repository.ROOT.resolve("docs/reference/names.md"));
    for (String part : page.split("\n## ", -1)) {
      Matcher types = TYPES.matcher(part);
      if (types.find()) {
        List<Row> rows = part.lines().flatMap(NamesPageTest::row).toList();
        String title = part.lines().findFirst().orElseThrow();
        found.add(new Section(title, types.group(1), Optional.ofNullable(types.group(2)), rows));
      }
    }
    assertThat(found).hasSizeGreaterThanOrEqualTo(9);
    return found;
  }

  private static Stream<Row> row(String line) {
    Matcher row = ROW.matcher(line);
    return row.matches()
        ? Stream.of(new Row(row.group(1).replace("`", ""), words(row.group(2)), row.group(3)))
        : Stream.empty();
  }

  private static List<String> words(String cell) {
    return CODE.matcher(cell).results().map((MatchResult word) -> word.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("sections")
  void python_has_every_name_that_is_not_gone_and_no_other(Section section) throws Exception {
    Set<String> there = new TreeSet<>(pythonNames(section.python()));
    Set<String> promised = new TreeSet<>();
    Set<String> gone = new TreeSet<>();
    for (Row row : section.rows()) {
      if (!row.name().equals("–") && !row.note().startsWith("defined by the test")) {
        (row.note().startsWith("Gone: ") ? gone : promised).add(row.name());
      }
    }

    assertThat(promised).isNotEmpty().isEqualTo(there);
    assertThat(gone).doesNotContainAnyElementsOf(there);
  }

  @ParameterizedTest
  @MethodSource("sections")
  void java_has_every_name_of_its_column_and_no_other(Section section) throws Exception {
    Set<String> promised = new TreeSet<>();
    section.rows().forEach(row -> promised.addAll(row.java()));

    assertThat(promised).isEqualTo(section.java().isEmpty() ? Set.of() : javaNames(section));
  }

  private static Set<String> javaNames(Section section) throws ClassNotFoundException {
    Class<?> type = Class.forName(section.java().orElseThrow());
    Set<String> names = new TreeSet<>();
    Stream.concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> method.getDeclaringClass() != Object.class && !method.isSynthetic())
        .filter(method -> (method.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0)
        .map(Method::getName)
        .forEach(names::add);
    return names;
  }

  private static List<String> pythonNames(String type) throws Exception {
    Path client = Repository.ROOT.resolve("client/src/main/python");
    Path server = Repository.ROOT.resolve("autoserv/src/main/python/autotest");
    ProcessBuilder builder =
        new ProcessBuilder("python3", "-B", "-c", NAMES, server.toString(), type)
            .redirectErrorStream(true);
    builder.environment().put("PYTHONPATH", client.toString());
    Process python = builder.start();
    String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
