package org.autotest.core.tko;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.tko.TkoParser.Progress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TkoParserTest {
  private static final String CUT_IN_REBOOT =
      """
      START\t----\t----\ttimestamp=1\t
      \tSTART\ta\ta\ttimestamp=2\t
      \t\tGOOD\ta\ta\ttimestamp=3\tcompleted successfully
      \tEND GOOD\ta\ta\ttimestamp=4\t
      \tSTART\t----\treboot\ttimestamp=5\t
      """;
  private static final String CUT_IN_TEST =
      """
      START\t----\t----\ttimestamp=1\t
      \tSTART\ta\ta\ttimestamp=2\t
      \t\tGOOD\ta\ta\ttimestamp=3\tcompleted successfully
        a second line that is the last
      """;

  @TempDir private Path job;

  @Test
  void a_job_that_still_runs_has_running_rows() throws IOException {
    log(CUT_IN_TEST);

    assertThat(TkoParser.parse(job, Progress.RUNNING).tests())
        .extracting(TestRow::name, TestRow::status)
        .containsExactly(
            tuple("SERVER_JOB", StatusCode.RUNNING),
            tuple("CLIENT_JOB.0", StatusCode.RUNNING),
            tuple("a", StatusCode.RUNNING));
  }

  @Test
  void a_cut_test_says_so_and_not_that_it_passed() throws IOException {
    log(CUT_IN_TEST);

    assertThat(TkoParser.parse(job, Progress.ENDED).tests())
        .last()
        .extracting(TestRow::status, TestRow::reason)
        .containsExactly(StatusCode.ABORT, "Job aborted unexpectedly");
  }

  @Test
  void a_cut_reboot_ends_and_the_rows_before_it_stay() throws IOException {
    log(CUT_IN_REBOOT);
    Files.writeString(job.resolve(".autoserv_execute"), "1\n256\n0\n");

    assertThat(TkoParser.parse(job, Progress.ENDED).tests())
        .extracting(TestRow::name, TestRow::status, row -> row.blame().orElse(null))
        .containsExactly(
            tuple("SERVER_JOB", StatusCode.FAIL, Blame.HOST),
            tuple("CLIENT_JOB.0", StatusCode.ABORT, Blame.HOST),
            tuple("a", StatusCode.GOOD, null),
            tuple("boot.0", StatusCode.ABORT, Blame.HOST));
  }

  @Test
  void who_aborts_a_job_in_the_middle_of_it_closes_no_group() throws IOException {
    log(
        """
        START\t----\t----\ttimestamp=1700000001\t
        \tSTART\ta\ta\ttimestamp=1700000002\t
        \t\tGOOD\ta\ta\ttimestamp=1700000003\tcompleted successfully
        \tEND GOOD\ta\ta\ttimestamp=1700000004\t
        \tSTART\tb\tb\ttimestamp=1700000005\t
        INFO\t----\t----\ttimestamp=1700000006\tJob aborted by ann
        \t\tABORT\tb\tb\ttimestamp=1700000007\tthe client was told to stop
        \tEND ABORT\tb\tb\ttimestamp=1700000007\t
        END ABORT\t----\t----\ttimestamp=1700000008\tthe client was told to stop
        """);
    Files.writeString(job.resolve(".autoserv_execute"), "1\n271\n0\n");
    Files.writeString(job.resolve("keyval"), "aborted_by=ann\n");

    JobResults results = TkoParser.parse(job, Progress.ENDED);

    assertThat(results.problems()).isEmpty();
    assertThat(results.tests())
        .extracting(TestRow::name, TestRow::status, TestRow::reason)
        .contains(
            tuple("a", StatusCode.GOOD, "completed successfully"),
            tuple("b", StatusCode.ABORT, "the client was told to stop"));
    assertThat(results.tests().getLast().blame()).contains(Blame.SUBMITTER);
  }

  @Test
  void a_test_that_was_stopped_is_to_blame_only_when_its_own_time_was_over() throws IOException {
    log(
        """
        START\t----\t----\ttimestamp=1\t
        \tSTART\ta\ta\ttimestamp=2\t
        \t\tABORT\ta\ta\ttimestamp=3\tthe client was told to stop
        \tEND ABORT\ta\ta\ttimestamp=3\t
        END ABORT\t----\t----\ttimestamp=4\tthe client was told to stop
        """);
    Files.writeString(job.resolve(".autoserv_execute"), "1\n1\n0\n");
    assertThat(TkoParser.parse(job, Progress.ENDED).tests().getLast().blame()).contains(Blame.LAB);

    Files.writeString(job.resolve(".autoserv_execute"), "1\n256\n1\n");
    assertThat(TkoParser.parse(job, Progress.ENDED).tests().getLast().blame()).contains(Blame.TEST);
  }

  @Test
  void a_last_line_cut_within_its_time_dates_nothing() throws IOException {
    log(
        """
        START\t----\t----\ttimestamp=1700000001\t
        \tSTART\ta\ta\ttimestamp=1700000002\t
        \t\tGOOD\ta\ta\ttimestamp=17""");

    assertThat(TkoParser.parse(job, Progress.ENDED).tests())
        .last()
        .extracting(row -> row.finished().orElseThrow().getEpochSecond())
        .isEqualTo(1_700_000_002L);
  }

  @Test
  void the_second_line_of_the_pidfile_says_how_the_run_ended() throws IOException {
    log("GOOD\ta\ta\ttimestamp=1700000003\t\n");
    for (String text : List.of("1\n0\n", "1\n0\n0\n\n", "1\n0\n0\nmore\n", "what\n0\n0\n")) {
      Files.writeString(job.resolve(".autoserv_execute"), text);
      assertThat(TkoParser.parse(job, Progress.ENDED).tests().getFirst().status())
          .as(text)
          .isEqualTo(StatusCode.GOOD);
    }
    Files.writeString(job.resolve(".autoserv_execute"), "1\n");
    assertThat(TkoParser.parse(job, Progress.ENDED).tests().getFirst().status())
        .isEqualTo(StatusCode.ABORT);
  }

  @Test
  void the_failure_file_says_who_is_to_blame() throws IOException {
    log(CUT_IN_TEST);
    Files.writeString(job.resolve("failure"), "blame=LAB\nproblem=copying logs: disk full\n");

    JobResults results = TkoParser.parse(job, Progress.ENDED);

    assertThat(results.tests()).allSatisfy(row -> assertThat(row.blame()).contains(Blame.LAB));
    assertThat(results.tests().getFirst().reason()).isEqualTo("copying logs: disk full");
  }

  @Test
  void upper_keyvals_win_but_for_the_host_name() throws IOException {
    Path host = Files.createDirectory(job.resolve("host1"));
    Files.writeString(job.resolve(".autoserv_execute"), "1\n0\n0\n");
    Files.writeString(job.resolve("keyval"), "hostname=host1,host2\nlabel=upper\nuser=ann\n");
    Files.writeString(host.resolve("keyval"), "hostname=host1\nlabel=lower\n");
    Files.createDirectories(job.resolve("host_keyvals"));
    Files.writeString(job.resolve("host_keyvals/host1"), "platform=x86\n");

    JobResults results = TkoParser.parse(host, Progress.ENDED);

    assertThat(results.job().machine()).isEqualTo("host1");
    assertThat(results.job().label()).contains("upper");
    assertThat(results.job().machineGroup()).isEqualTo("x86");
    assertThat(results.tests().getFirst().status()).isEqualTo(StatusCode.GOOD);
    assertThat(results.tests().getFirst().attributes()).containsEntry("host-platform", "x86");
  }

  @Test
  void nothing_outside_of_the_job_is_read(@TempDir Path outside) throws IOException {
    Files.writeString(outside.resolve("keyval"), "secret=1\n");
    Files.createSymbolicLink(job.resolve("link"), outside);
    Files.createDirectory(job.resolve("dir"));
    Files.createSymbolicLink(job.resolve("dir/keyval"), outside.resolve("keyval"));
    String out = job.toAbsolutePath().relativize(outside.toAbsolutePath()).toString();
    log("GOOD\tlink\ta\t\nGOOD\tdir\tb\t\nGOOD\t" + out + "\tc\t\n");

    assertThat(TkoParser.parse(job, Progress.ENDED).tests())
        .hasSize(4)
        .allSatisfy(row -> assertThat(row.attributes()).isEmpty());
  }

  @Test
  void a_directory_that_is_not_there_is_refused() {
    assertThatThrownBy(() -> TkoParser.parse(job.resolve("no"), Progress.ENDED))
        .isInstanceOf(MalformedInput.class)
        .hasMessageEndingWith("no such directory");
  }

  @Test
  void no_log_makes_the_parser_fail() throws IOException {
    String[] words = {"START", "END GOOD", "GOOD", "FAIL", "INFO", "END ABORT", "TEST_NA", "junk"};
    String[] names = {"----", "a", "reboot", "../b", ""};
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(30); i > 0; i--) {
        text.append("\t".repeat(random.nextInt(4)))
            .append(words[random.nextInt(words.length)])
            .append('\t')
            .append(names[random.nextInt(names.length)])
            .append('\t')
            .append(names[random.nextInt(names.length)])
            .append("\ttimestamp=")
            .append(random.nextInt(100))
            .append("\tkernel=6.1\tr\n");
      }
      log(text.toString());
      JobResults results = TkoParser.parse(job, Progress.ENDED);
      assertThat(results.tests())
          .as("seed %d", seed)
          .noneMatch(row -> row.status() == StatusCode.RUNNING);
    }
  }

  private void log(String text) throws IOException {
    Files.writeString(job.resolve("status.log"), text);
  }
}
