package org.autotest.core.tko;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.autotest.core.files.FileTree;
import org.autotest.core.tko.TkoParser.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Compares the rows of every golden case with those of the original's parser, field by field.
class TkoGoldenTest {
  private static final Path GOLDEN = Path.of("..", "golden");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// What a server would have left beside the results of a client alone.
  private static final String KEYVAL =
      """
      status_version=1
      hostname=host1
      user=me
      label=golden
      job_queued=1700000000
      job_started=1700000010
      job_finished=1700000999
      """;

  /// On purpose other than the original. Each row has a paragraph in
  /// `docs/reference/deviations.md`.
  ///
  /// @param cases pattern of case names
  /// @param field pattern of the differing field's path
  private record Deviation(String cases, String field, String reason) {
    boolean covers(String name, String path) {
      return name.matches(cases) && path.matches(field);
    }
  }

  private static final List<Deviation> DEVIATIONS =
      List.of(
          new Deviation(".*", "tests/\\d+/attributes/sysinfo-uname", "keyval-hash"),
          new Deviation("_parse/crlf", "tests/\\d+/reason", "crlf"),
          new Deviation("_parse/message_looks_like_field", "tests/[23]/reason", "last-part"),
          new Deviation("_parse/(unfinished_job|reboot_unfinished)", "tests.*", "cut-job"),
          new Deviation("_parse/unfinished_deep", "tests/2/testname", "cut-name"),
          new Deviation("_parse/unfinished_deep", "tests/2/reason", "cut-reason"),
          new Deviation("control_os_exit", "tests.*", "cut-job"),
          new Deviation("record_unbalanced", "tests/.*", "end-without-name"),
          new Deviation("step_reboot", ".*", "odd-patch"));

  @TempDir private Path temp;

  static List<String> cases() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      return files
          .filter(file -> file.endsWith("parse_v1.json"))
          .map(file -> GOLDEN.relativize(file.getParent()).toString())
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rows_are_those_of_the_original(String name) throws IOException {
    List<String> unexplained =
        differences(name).stream()
            .filter(
                difference ->
                    DEVIATIONS.stream()
                        .noneMatch(deviation -> deviation.covers(name, path(difference))))
            .toList();

    assertThat(unexplained).as(name).isEmpty();
  }

  @Test
  void every_deviation_still_deviates() throws IOException {
    List<Deviation> unseen = new ArrayList<>(DEVIATIONS);
    for (String name : cases()) {
      for (String difference : differences(name)) {
        unseen.removeIf(deviation -> deviation.covers(name, path(difference)));
      }
    }

    assertThat(unseen).isEmpty();
  }

  @Test
  void every_deviation_is_explained() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "reference", "deviations.md"));

    assertThat(DEVIATIONS)
        .allSatisfy(deviation -> assertThat(page).contains("`" + deviation.reason() + "`"));
  }

  @Test
  void there_are_cases() throws IOException {
    assertThat(cases()).hasSizeGreaterThan(130);
  }

  private List<String> differences(String name) throws IOException {
    Path golden = GOLDEN.resolve(name).resolve("parse_v1.json");
    JobResults results = TkoParser.parse(resultsOf(name), Progress.ENDED);
    JsonNode ours = JSON.valueToTree(results.asTree());

    Map<String, String> expected = new TreeMap<>();
    Map<String, String> actual = new TreeMap<>();
    flatten("", JSON.readTree(Files.readString(golden)), expected);
    flatten("", ours, actual);
    TreeSet<String> paths = new TreeSet<>(expected.keySet());
    paths.addAll(actual.keySet());
    return paths.stream()
        .filter(path -> !get(expected, path).equals(get(actual, path)))
        .map(path -> path + ": " + get(expected, path) + " is now " + get(actual, path))
        .toList();
  }

  private static String path(String difference) {
    return difference.substring(0, difference.indexOf(':'));
  }

  private static String get(Map<String, String> fields, String path) {
    return fields.getOrDefault(path, "absent");
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject() || node.isArray()) {
      into.put(path, node.isObject() ? "object" : "array of " + node.size());
      if (node.isObject()) {
        node.properties().forEach(e -> flatten(join(path, e.getKey()), e.getValue(), into));
      } else {
        for (int i = 0; i < node.size(); i++) {
          flatten(join(path, Integer.toString(i)), node.get(i), into);
        }
      }
    } else {
      into.put(path, node.toString());
    }
  }

  private static String join(String path, String next) {
    return path.isEmpty() ? next : path + "/" + next;
  }

  private Path resultsOf(String name) throws IOException {
    Path directory = GOLDEN.resolve(name);
    if (name.startsWith("_parse/")) {
      return directory;
    }
    if (name.startsWith("_server/")) {
      return directory.resolve("results");
    }
    Path client = temp.resolve(name);
    if (!Files.exists(client)) {
      FileTree.copy(directory.resolve("results").resolve("default"), client);
      Files.writeString(client.resolve("keyval"), KEYVAL);
      Files.writeString(client.resolve(".autoserv_execute"), "123\n0\n0\n");
    }
    return client;
  }
}
