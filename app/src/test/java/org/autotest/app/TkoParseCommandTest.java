package org.autotest.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TkoParseCommandTest {
  private static final String LOG =
      """
      START\ta\ta\ttimestamp=1\t
      \t%1$s\ta\ta\ttimestamp=2\tso
      END %1$s\ta\ta\ttimestamp=3\t
      """;

  @TempDir private Path root;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void results() throws IOException {
    write("jobs/both/.machines", "h1\nh2\n");
    write("jobs/both/.autoserv_execute", "7\n0\n1\n");
    write("jobs/both/h1/status.log", LOG.formatted("GOOD"));
    write("jobs/both/h2/status.log", LOG.formatted("FAIL"));
    write("jobs/one/status", LOG.formatted("WARN"));
    write("empty/notes", "");
  }

  @Test
  void every_machine_and_every_job_below_a_directory_is_told() {
    assertThat(parse("jobs/both")).isZero();
    assertThat(out.toString())
        .containsSubsequence("/both/h1:", "GOOD     a", "/both/h2:", "FAIL     a", "so");

    out.getBuffer().setLength(0);
    assertThat(parse("-r", "-n", "--json", "jobs")).isZero();
    assertThat(out.toString().lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("{\"directory\":\"" + root + "/jobs/"));
  }

  @Test
  void a_directory_without_results_ends_with_1_unless_it_is_said_to_be_a_job() {
    assertThat(parse("empty")).isEqualTo(1);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString())
        .contains("/empty: no status log and no keyval file, neither here nor below");

    assertThat(parse("-o", "empty")).isZero();
    assertThat(out.toString()).contains("SERVER_JOB");
  }

  @Test
  void the_name_that_an_import_would_give_is_told() {
    assertThat(parse("-l", "1", "jobs/both")).isZero();
    assertThat(out.toString()).contains("/both/h1 (tag both/h1):");

    out.getBuffer().setLength(0);
    assertThat(parse("--tag", "17-alice", "--json", "jobs/both")).isZero();
    assertThat(out.toString())
        .contains("\"tag\":\"17-alice/h1\"")
        .contains("\"tag\":\"17-alice/h2\"");

    assertThat(parse("-l", "0", "jobs/both")).isEqualTo(2);
    assertThat(err.toString()).contains("-l 0: 1 or more is meant");
  }

  @Test
  void a_machine_that_is_named_but_not_there_is_told() throws IOException {
    write("jobs/both/.machines", "h1\nnothere\n../a1\n");

    assertThat(parse("jobs/both")).isZero();

    assertThat(err.toString())
        .contains("/both: named in .machines, but not there: nothere\n")
        .contains("/both: named in .machines, but not there: ../a1\n");
  }

  private int parse(String... words) {
    words[words.length - 1] = root.resolve(words[words.length - 1]).toString();
    return new CommandLine(new TkoParseCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(words);
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
