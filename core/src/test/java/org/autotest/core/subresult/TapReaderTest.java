package org.autotest.core.subresult;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;
import org.junit.jupiter.api.Test;

/// TAP 12 to 14, KTAP of kselftest and KUnit, and what is broken.
class TapReaderTest {
  private static SubResults read(boolean kernel, String text) {
    TapReader reader = new TapReader(kernel, new SubResultBudget());
    text.lines().forEach(reader::accept);
    return reader.end();
  }

  /// `GOOD name`, `FAIL name: reason`; children indented.
  private static List<String> shown(SubResults results) {
    List<String> lines = new ArrayList<>();
    results.results().forEach(result -> show("", result, lines));
    results.problems().forEach(problem -> lines.add("! " + problem));
    return lines;
  }

  private static void show(String indent, SubResult result, List<String> lines) {
    String reason = result.reason().isEmpty() ? "" : ": " + result.reason().replace("\n", " / ");
    lines.add(indent + result.status() + " " + result.name() + reason);
    result.children().forEach(child -> show(indent + " ", child, lines));
  }

  @Test
  void each_result_has_name_status_and_reason() {
    SubResults results =
        read(
            false,
            """
            TAP version 13
            1..8
            ok 1 - opens the file
            not ok 2 - reads the file
            # expected 3
            # got 4
            ok 3 writes # SKIP no room
            not ok 4 - flies # todo wings
            ok 5 - swims # todo water
            ok
            not ok
            some other output
            ok 8 - issue #12 is \\# mended
            """);

    assertThat(shown(results))
        .containsExactly(
            "GOOD opens the file",
            "FAIL reads the file: expected 3 / got 4",
            "TEST_NA writes: no room",
            "BUG flies: wings",
            "GOOD swims: passed, though it was expected to fail: water",
            "GOOD 6",
            "FAIL 7",
            "GOOD issue #12 is # mended");
    assertThat(results.verdict(Map.of()))
        .contains(
            new SubResults.Verdict(
                StatusCode.FAIL, "2 of 8 sub-results failed: reads the file, 7"));
  }

  @Test
  void a_block_of_details_tells_reason_and_duration() {
    SubResults results =
        read(
            false,
            """
            TAP version 14
            not ok 1 - adds
              ---
              message: "1 + 1"
              duration_ms: 12.5
              at: ok 9 - not a result
              ...
            ok 2 - subtracts # time=3ms
            1..2
            """);

    assertThat(shown(results))
        .containsExactly(
            "FAIL adds: message: \"1 + 1\" / at: ok 9 - not a result", "GOOD subtracts");
    assertThat(results.results())
        .extracting(SubResult::duration)
        .containsExactly(
            Optional.of(Duration.ofNanos(12_500_000)), Optional.of(Duration.ofMillis(3)));
  }

  @Test
  void indented_results_belong_to_the_next_one_around_them() {
    SubResults results =
        read(
            false,
            """
            TAP version 14
            # Subtest: first
                ok 1 - a
                # Subtest: inner
                    not ok 1 - x
                    # why
                    1..1
                not ok 2 - inner
                1..2
            not ok 1 - first
            ok 2 - second
            1..2
            """);

    assertThat(shown(results))
        .containsExactly("FAIL first", " GOOD a", " FAIL inner", "  FAIL x: why", "GOOD second");
    assertThat(results.rows(10))
        .extracting(row -> row.status() + " " + row.name())
        .containsExactly("GOOD first.a", "FAIL first.inner.x", "GOOD second");
  }

  @Test
  void the_output_of_kunit_in_the_log_of_the_kernel() {
    SubResults results =
        read(
            true,
            """
            [    0.060000] KTAP version 1
            [    0.060000] 1..2
            [    0.060000]     KTAP version 1
            [    0.060000]     # Subtest: example
            [    0.060000]     # module: kunit_example_test
            [    0.060000]     1..3
            [    0.061000]     # example_simple_test: initializing
            [    0.061000]     # example_simple_test: EXPECTATION FAILED at example.c:29
            [    0.061000]     Expected 1 + 1 == 3, but
            [    0.061000]     not ok 1 example_simple_test
            [    0.061000]     ok 2 example_skip_test # SKIP this one
            [    0.061000]         KTAP version 1
            [    0.061000]         # Subtest: params
            [    0.061000]         ok 1 with 0
            [    0.061000]         ok 2 with 1
            [    0.061000]     ok 3 params
            [    0.061000] # example: pass:1 fail:1 skip:1 total:3
            [    0.061000] not ok 1 example
            <6>[    0.062000] ok 2 other
            """);

    assertThat(shown(results))
        .containsExactly(
            "FAIL example",
            " FAIL example_simple_test: module: kunit_example_test"
                + " / example_simple_test: initializing"
                + " / example_simple_test: EXPECTATION FAILED at example.c:29"
                + " / Expected 1 + 1 == 3, but",
            " TEST_NA example_skip_test: this one",
            " GOOD params",
            "  GOOD with 0",
            "  GOOD with 1",
            "GOOD other");
  }

  @Test
  void the_output_of_kselftest() {
    SubResults results =
        read(
            true,
            """
            TAP version 13
            1..4
            # timeout set to 45
            # selftests: timers: posix_timers
            # TAP version 13
            # 1..2
            # ok 1 check_itimer
            # # a comment of the program
            # not ok 2 check_timer_create
            # # Totals: pass:1 fail:1
            not ok 1 selftests: timers: posix_timers # exit=1
            # selftests: timers: nanosleep
            # nanosleep works            [OK]
            # ok 7 this is only text
            ok 2 selftests: timers: nanosleep
            not ok 3 selftests: timers: raw_skew # TIMEOUT 45 seconds
            ok 4 selftests: timers: rtc # SKIP
            """);

    assertThat(shown(results))
        .containsExactly(
            "FAIL selftests: timers: posix_timers: exit=1",
            " GOOD check_itimer",
            " FAIL check_timer_create: # a comment of the program",
            "GOOD selftests: timers: nanosleep",
            "FAIL selftests: timers: raw_skew: timed out 45 seconds",
            "TEST_NA selftests: timers: rtc");
  }

  /// As kselftest of Linux 6.1 printed it on Linux 6.18.
  @Test
  void programs_of_kselftest_that_print_tap_by_halves_are_judged_by_how_they_ended() {
    SubResults results =
        read(
            true,
            """
            TAP version 13
            1..3
            # selftests: timens: timerfd
            # 1..2
            # ok 1 clockid=7
            # ok 2 # SKIP CLOCK_BOOTTIME_ALARM isn't supported
            # # Totals: pass:1 fail:0 xfail:0 xpass:0 skip:1 error:0
            # 1..2
            ok 1 selftests: timens: timerfd
            # selftests: kcmp: kcmp_test
            # TAP version 13
            # 1..3
            # PASS: 0 returned as expected
            # # Totals: pass:3 fail:0 xfail:0 xpass:0 skip:0 error:0
            ok 2 selftests: kcmp: kcmp_test
            # selftests: breakpoints: step_after_suspend_test
            # TAP version 13
            # Bail out! Failed to enter Suspend state
            # # Totals: pass:0 fail:0 xfail:0 xpass:0 skip:0 error:0
            not ok 3 selftests: breakpoints: step_after_suspend_test # exit=1
            TAP version 13
            1..1
            # selftests: sync: sync_test
            # TAP version 13
            # 1..0 # SKIP Sync framework not supported by kernel
            ok 1 selftests: sync: sync_test # SKIP
            """);

    assertThat(shown(results))
        .containsExactly(
            "GOOD selftests: timens: timerfd",
            " GOOD clockid=7",
            " TEST_NA 2: CLOCK_BOOTTIME_ALARM isn't supported",
            "GOOD selftests: kcmp: kcmp_test",
            "FAIL selftests: breakpoints: step_after_suspend_test: exit=1",
            "TEST_NA selftests: sync: sync_test",
            " TEST_NA all: Sync framework not supported by kernel",
            "! selftests: breakpoints: step_after_suspend_test: it bailed out: Failed to enter Suspend"
                + " state");
  }

  @Test
  void two_documents_of_one_size_are_two() {
    assertThat(shown(read(false, "1..1\nok 1 a\n1..1\nok 1 b\n1..2\nok 1 c\n")))
        .containsExactly("GOOD a", "GOOD b", "GOOD c", "! 2 results were planned, 1 came");
  }

  @Test
  void what_is_missing_or_broken_is_a_problem() {
    assertThat(shown(read(false, "1..3\nok 1\n")))
        .containsExactly("GOOD 1", "! 3 results were planned, 1 came");
    assertThat(shown(read(false, "ok 1\nBail out! no disk\n")))
        .containsExactly("GOOD 1", "! it bailed out: no disk");
    assertThat(shown(read(false, "hello\n"))).containsExactly("! there is no line of TAP");
    assertThat(shown(read(false, "1..0 # SKIP no device")))
        .containsExactly("TEST_NA all: no device");
    assertThat(shown(read(false, "# Subtest: cut\n    1..2\n    ok 1 - a\n")))
        .containsExactly("ERROR cut: it ended without a result of its own", " GOOD a");
    assertThat(shown(read(false, "    1..2\n    ok 1 - a\nok 1 - b\n")))
        .containsExactly("GOOD b", " GOOD a", "! b: 2 results were planned, 1 came");
    assertThat(read(false, "hello").verdict(Map.of()).orElseThrow().status())
        .isEqualTo(StatusCode.ERROR);
    assertThat(read(false, "1..0 # SKIP no device").verdict(Map.of()))
        .contains(
            new SubResults.Verdict(
                StatusCode.TEST_NA, "all 1 sub-results were skipped: no device"));
  }

  @Test
  void several_documents_may_follow_each_other() {
    assertThat(shown(read(false, "TAP version 13\n1..1\nok 1 a\nTAP version 13\n1..2\nok 1 b\n")))
        .containsExactly("GOOD a", "GOOD b", "! 2 results were planned, 1 came");
  }

  @Test
  void what_is_beyond_the_budget_is_counted() {
    SubResultBudget budget = new SubResultBudget();
    TapReader reader = new TapReader(false, budget);
    for (int i = 1; i <= SubResultBudget.RESULTS_MAX + 500; i++) {
      reader.accept((i % 2 == 0 ? "not " : "") + "ok " + i + " - " + "x".repeat(300));
    }
    SubResults results = reader.end();

    assertThat(results.results()).hasSize(SubResultBudget.RESULTS_MAX);
    assertThat(results.totals(budget.dropped()))
        .isEqualTo(Map.of(StatusCode.GOOD, 10_250L, StatusCode.FAIL, 10_250L));
    assertThat(results.rows(2_000)).hasSize(2_000).allMatch(row -> row.status().isFailure());
    assertThat(results.verdict(budget.dropped()).orElseThrow().reason())
        .startsWith("10250 of 20500 sub-results failed: xxx")
        .endsWith(", …");
  }

  @Test
  void rows_of_the_same_name_are_told_apart() {
    assertThat(read(false, "ok 1 a\nok 2 a\nok 3 b\n").rows(9))
        .extracting(SubResults.Row::name)
        .containsExactly("a", "a#2", "b");
  }

  @Test
  void a_document_without_any_result_says_so() {
    assertThat(read(false, "TAP version 14\n# nothing\n").problems())
        .containsExactly("there is no result");
  }

  @Test
  void a_name_may_hold_any_character_but_a_newline() {
    TapReader reader = new TapReader(false, new SubResultBudget());
    reader.accept("1..1");
    reader.accept("ok 1 - a\u2028b\u0085c" + " ".repeat(16_000) + "\u2028x");

    assertThat(shown(reader.end())).hasSize(1).first().asString().startsWith("GOOD a b c");
  }
}
