package org.autotest.client.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every golden case of the client again and compares status files, results tree, keyvals and
/// exit code.
@TestInstance(Lifecycle.PER_CLASS)
@org.junit.jupiter.api.Tag("long")
class ClientGoldenTest {
  /// On purpose other than the original. Each row has a paragraph in
  /// `docs/reference/deviations.md`.
  ///
  /// @param cases pattern of case names
  /// @param path pattern of the differing path, see [Comparison]
  private record Deviation(String cases, String path, String reason) {
    boolean covers(String name, String difference) {
      return name.matches(cases) && difference.substring(0, difference.indexOf(": ")).matches(path);
    }
  }

  private static final String TEXTS = ".*/(message|trace)";
  private static final String STATUS = "results/default/([^/]+/)?status/.*";

  private static final List<Deviation> DEVIATIONS =
      List.of(
          new Deviation(".*", "tree/extra/.*/sysinfo(/boot\\.\\d+)?/facts\\.json", "facts-json"),
          new Deviation(".*", "tree/missing/.*/error-\\d+(-\\d+)?", "error-pickles"),
          new Deviation(
              "exc_IOError|control_in_group_crash|.*syntax_error", TEXTS, "python3-words"),
          new Deviation(
              "keyval_attributes|msg_unicode_exception|msg_utf8_bytes",
              "results/default/.*/keyval/0/param-(uni|msg)",
              "unicode-repr"),
          new Deviation("exc_CmdError|exc_NoSuchCommand", TEXTS, "cmd-error"),
          new Deviation("exc_customtest", TEXTS + "|.*/status", "exception-classes"),
          new Deviation("msg_unicode_exception", TEXTS + "|.*/status", "exception-classes"),
          new Deviation(
              "exc_(KeyboardInterrupt|SIGKILL|SIGSEGV|SystemExit7|_exit3)",
              TEXTS + "|tree/(missing|extra)/.*/core(\\..*)?",
              "test-process-lost"),
          new Deviation(
              "exc_(SIGKILL|SIGSEGV|_exit3)|timeout_hit",
              "results/default/g_(exc|sleep)/keyval.*|tree/.*/g_(exc|sleep)/.*",
              "sysinfo-after-loss"),
          new Deviation(
              "control_(os_exit|sys_exit_3)",
              STATUS + "|tree/extra/.*(state|report.html|status.json)",
              "control-exit"),
          new Deviation("group_raises_JobError", STATUS, "group-job-error"),
          new Deviation("msg_vtab", STATUS + "|exit|tree/extra/.*/g_good", "status-characters"),
          new Deviation("record_nosubdir", TEXTS, "missing-subdir"),
          new Deviation("record_unbalanced", STATUS + "|tree/extra/.*state", "open-groups"),
          new Deviation("rerun_cleans_results", "tree/extra/results/default.old-1", "old-results"),
          new Deviation("runsubtest", STATUS + "|tree/extra/.*", "runsubtest"),
          new Deviation(
              "sigint|sigterm_group",
              STATUS + "|results/default/g_sleep/keyval.*|tree/.*",
              "told-to-stop"),
          new Deviation(
              "record|record_unbalanced|warnings",
              "tree/extra/results/default/(job_report.html|status.json)",
              "job-report"),
          new Deviation("client_test_setup", "exit|tree/.*", "setup-only"),
          new Deviation("test_syntax_error", "tree/extra/.*/g_syntax/.*", "test-directories"),
          new Deviation(
              "unknown_param",
              STATUS + "|results/default/g_perf/.*|tree/missing/.*",
              "unknown-arguments"));

  private final Map<String, Future<Sandbox>> runs = new LinkedHashMap<>();

  static List<String> cases() throws IOException {
    return GoldenCase.all().stream().map(GoldenCase::name).toList();
  }

  /// Every case is a client of its own, so as many as there are processors run at the same time.
  @BeforeAll
  void runAll(@TempDir Path temp) throws IOException {
    try (ExecutorService workers =
        Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
      for (GoldenCase golden : GoldenCase.all()) {
        Path root = Files.createDirectories(temp.resolve(golden.name()));
        runs.put(golden.name(), workers.submit(() -> Sandbox.run(golden, root)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_run_leaves_what_the_original_left(String name) throws Exception {
    List<String> unexplained =
        differences(name).stream()
            .filter(
                difference ->
                    DEVIATIONS.stream().noneMatch(deviation -> deviation.covers(name, difference)))
            .toList();

    assertThat(unexplained).as(name).isEmpty();
  }

  @Test
  void every_deviation_still_deviates() throws Exception {
    List<Deviation> unseen = new ArrayList<>(DEVIATIONS);
    for (String name : cases()) {
      for (String difference : differences(name)) {
        unseen.removeIf(deviation -> deviation.covers(name, difference));
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
    assertThat(cases()).hasSizeGreaterThan(75);
  }

  private List<String> differences(String name) throws Exception {
    return Comparison.differences(new GoldenCase(name, GoldenCase.GOLDEN.resolve(name)), run(name));
  }

  private Sandbox run(String name) throws Exception {
    return Objects.requireNonNull(runs.get(name)).get();
  }
}
