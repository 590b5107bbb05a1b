package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// A client without a control file asks a program of the user for one.
class BootstrapTest extends OwnHarnessTest {
  @Test
  void bootstrap_runs_the_control_file_that_the_program_prints() throws Exception {
    program("[ \"$1\" = bootstrap ] && exec cat control; echo \"$1 $2\" >> told; cat >> told");

    String asks = "AUTOTEST_HARNESS=./mine";
    assertThat(sandbox.shell(asks + " AUTOTEST_HARNESS_ARGS=word ./autotest-local bootstrap"))
        .isEqualTo(5);
    assertThat(temp.resolve("stdout")).content().contains("/mine for a control file");
    Files.delete(temp.resolve("control"));
    assertThat(sandbox.shell("./autotest-local --continue bootstrap")).isZero();
    assertThat(sandbox.shell("./autotest-local --continue bootstrap")).isEqualTo(1);

    assertThat(sandbox.status())
        .contains("GOOD passes passes completed successfully", "GOOD ---- after")
        .endsWith("END GOOD ---- ----");
    assertThat(temp.resolve("told"))
        .content()
        .containsSubsequence("events word", "events word", "\tGOOD\t----\tafter");
  }

  @Test
  void a_program_without_a_control_file_is_told_and_runs_nothing() throws Exception {
    program("[ \"$1\" = bootstrap ] && exit 0; echo \"$1\" >> told");
    assertThat(sandbox.shell("./autotest-local -H ./mine bootstrap")).isEqualTo(1);
    assertThat(temp.resolve("stderr"))
        .content()
        .contains("mine has no control file for this machine");

    program("echo 'the server is away' >&2; exit 4");
    assertThat(sandbox.shell("./autotest-local -H ./mine bootstrap")).isEqualTo(1);
    assertThat(temp.resolve("stderr")).content().contains("rc=4", "the server is away");

    assertThat(sandbox.shell("./autotest-local -H simple bootstrap")).isEqualTo(1);
    assertThat(temp.resolve("stderr")).content().contains("'simple' has none to give");
    assertThat(sandbox.shell("./autotest-local -H ./control control")).isEqualTo(1);
    assertThat(temp.resolve("stderr")).content().contains("control is no program that can be run");
    assertThat(temp.resolve("told")).doesNotExist();
  }

  @Test
  void the_file_is_what_was_printed_and_errors_go_to_the_console() throws Exception {
    Path big = temp.resolve("big");
    Files.writeString(
        big,
        "DATA = '%s'\njob.record('GOOD', None, 'long', str(len(DATA)))"
            .formatted("x".repeat(200_000)));
    program("[ $1 = bootstrap ] || exec cat > /dev/null; echo 'an older plan' >&2; cat big");

    assertThat(sandbox.shell("./autotest-local -H ./mine bootstrap")).isZero();

    assertThat(sandbox.status()).contains("GOOD ---- long 200000");
    assertThat(sandbox.results().resolve("control")).hasSameBinaryContentAs(big);
    assertThat(temp.resolve("stderr")).content().contains("an older plan");

    program("head -c 1100000 /dev/zero | tr '\\0' '#'");
    assertThat(sandbox.shell("./autotest-local -H ./mine bootstrap")).isEqualTo(1);
    assertThat(temp.resolve("stderr")).content().contains("it printed more than 1024 KiB");
  }

  @Test
  void the_program_ends_with_a_client_that_is_told_to_stop() throws Exception {
    String mark = "9" + System.nanoTime();
    program("sleep " + mark);
    Process client = sandbox.start("exec ./autotest-local -H ./mine bootstrap");
    LocalClient.await(() -> !LocalClient.processes("sleep\0" + mark).isEmpty(), "the program");

    client.destroy();

    assertThat(client.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(LocalClient.processes(mark)).isEmpty();
  }
}
