package org.autotest.client.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.autotest.client.log.LogLevel;
import org.junit.jupiter.api.Test;

class LiveViewTest {
  @Test
  void a_terminal_shows_what_is_at_work_and_keeps_what_has_ended() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    try (LiveView view =
        LiveView.open(new PrintStream(terminal, true, StandardCharsets.UTF_8), 60, false)) {
      status(view, "START\t----\t----\ttimestamp=1\tlocaltime=Nov 24 22:03:29\t");
      status(view, "\tSTART\ta.b\ta.b\ttimestamp=1\tlocaltime=Nov 24 22:03:29\t");
      view.log(LogLevel.DEBUG, "iteration", 2, "a.b");
      view.log(LogLevel.INFO, "stdout", 0, "step 3 \u001b[31mof 4 " + "x".repeat(80));
      status(view, "\tSTART\tc\tc\ttimestamp=1\tlocaltime=Nov 24 22:03:29\t");
      status(view, "\t\tFAIL\tc\tc\ttimestamp=1\tlocaltime=Nov 24 22:03:29\tthe disk\n  is full");
      status(view, "\tEND FAIL\tc\tc\ttimestamp=1\tlocaltime=Nov 24 22:03:29\t");
      view.log(LogLevel.INFO, "stdout", 0, "step 4\u001b[1A");
      status(view, "\tEND GOOD\ta.b\ta.b\ttimestamp=1\tlocaltime=Nov 24 22:03:29\t");
      status(view, "END ABORT\t----\t----\ttimestamp=1\tlocaltime=Nov 24 22:03:29\tgive up");
    }

    String shown = terminal.toString(StandardCharsets.UTF_8).replaceAll("\\d\\.\\d s", "T");
    assertThat(shown)
        .contains("◐ a.b  T  iteration 2\n", "✗ c  T  FAIL: the disk\n", "✓ a.b  T\n")
        .contains("1 passed, 1 failed; the job ended ABORT: give up, in T\n")
        .doesNotContain("[31m");
  }

  @Test
  void a_terminal_counts_tests_alone_and_tells_the_reason_in_place_of_a_field() {
    ByteArrayOutputStream terminal = new ByteArrayOutputStream();
    String time = "timestamp=1\tlocaltime=Nov 24 22:03:29\t";
    try (LiveView view =
        LiveView.open(new PrintStream(terminal, true, StandardCharsets.UTF_8), 60, false)) {
      status(view, "\tSTART\ts\ts\t" + time);
      status(view, "\t\tFAIL\ts\ts\t" + time + "1 of 2 failed");
      status(view, "\tEND FAIL\ts\ts\t" + time);
      for (String end : new String[] {"GOOD\t----\ts.a", "FAIL\t----\ts.b"}) {
        String operation = end.substring(end.indexOf('\t'));
        status(view, "\tSTART" + operation + "\t" + time + "subtest_of=s\t");
        status(view, "\t\t" + end + "\t" + time + "subtest_of=s\tbad");
        status(view, "\tEND " + end + "\t" + time + "subtest_of=s\t");
      }
      status(view, "\tSTART\tq\tq\t" + time);
      view.log(LogLevel.WARNING, "q passed without a single check");
      status(view, "\tEND GOOD\tq\tq\t" + time);
      status(view, "\tSTART\t----\tq\t" + time);
      status(view, "\t\tERROR\t----\tq\t" + time + "q already exists");
      status(view, "\tEND ERROR\t----\tq\t" + time);
      status(view, "\tSTART\t----\tg\t" + time);
      status(view, "\tEND ERROR\t----\tg\t" + time + "in the group");
      status(view, "END GOOD\t----\t----\t" + time);
    }

    String shown = terminal.toString(StandardCharsets.UTF_8).replaceAll("\\d\\.\\d s", "T");
    assertThat(shown)
        .contains(
            "✗ s  T  FAIL: 1 of 2 failed\n",
            "✗ s.b  FAIL: bad\n",
            "! q  T  no checks\n",
            "✗ q  ERROR: q already exists\n",
            "✗ g  ERROR: in the group\n",
            "1 passed, 2 failed, in T\n");
  }

  @Test
  void durations_and_lines_are_short() {
    assertThat(LiveView.time(1_260_000_000L)).isEqualTo("1.2 s");
    assertThat(LiveView.time(59_990_000_000L)).isEqualTo("59 s");
    assertThat(LiveView.time(125_000_000_000L)).isEqualTo("2 m 5 s");
    assertThat(LiveView.cut("abcdef", 4)).isEqualTo("abc…");
  }

  private static void status(LiveView view, String entry) {
    view.log(LogLevel.INFO, "status", 0, entry);
  }
}
