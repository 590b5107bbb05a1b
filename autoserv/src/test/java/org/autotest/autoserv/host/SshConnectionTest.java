package org.autotest.autoserv.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.Hostname;
import org.autotest.testkit.LoopbackSshd;
import org.autotest.testkit.NeedsSshd;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsSshd
final class SshConnectionTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path temp;
  @TempDir private Path sockets;
  private LoopbackSshd sshd;
  private HostConnection host;

  @BeforeEach
  void connect() throws IOException, InterruptedException {
    sshd = LoopbackSshd.start(temp);
    host = to(LoopbackTarget.of(sshd));
  }

  @AfterEach
  void disconnect() {
    host.close();
    sshd.close();
  }

  @Test
  void a_command_gives_its_exit_and_its_two_outputs() throws InterruptedException {
    CommandResult result = run("echo out; printf err >&2; exit 3");

    assertThat(result).isEqualTo(new CommandResult(3, "out\n", "err"));
  }

  @Test
  void arguments_arrive_as_they_are() throws InterruptedException {
    List<String> nasty =
        List.of("a b", "it's", "$(id)", "`id`", "\\", "", "new\nline", "-n", "äöü", "*", "\"q\"");

    CommandResult result = host.run("for a in \"$@\"; do printf '%s|' \"$a\"; done", LIMIT, nasty);

    assertThat(result.stdout()).isEqualTo(String.join("|", nasty) + "|");
  }

  @Test
  void output_without_a_newline_and_of_many_lines_is_kept_exactly() throws InterruptedException {
    assertThat(run("printf '\\n\\na\\n\\nb'").stdout()).isEqualTo("\n\na\n\nb");
    assertThat(run("true").stdout()).isEmpty();
    assertThat(run("head -c 3000 /dev/zero | tr '\\0' x").stdout()).hasSize(3000);
  }

  @Test
  void the_middle_of_too_much_output_is_cut_out() throws InterruptedException {
    CommandResult result = run("echo first; head -c 3000000 /dev/zero | tr '\\0' x; echo last");

    assertThat(result.stdout())
        .startsWith("first\n")
        .endsWith("last\n")
        .contains("bytes cut out")
        .hasSizeLessThan(1024 * 1024 + 100);
  }

  @Test
  void a_command_that_reads_its_input_does_not_eat_the_next_command() throws InterruptedException {
    assertThat(run("cat").stdout()).isEmpty();
    assertThat(run("echo still here").stdout()).isEqualTo("still here\n");
  }

  @Test
  void a_command_that_takes_too_long_is_killed_with_its_children() throws Exception {
    Path marker = temp.resolve("alive");

    SshFailure failure =
        catchThrowableOfType(
            SshFailure.class,
            () ->
                host.run(
                    "( while :; do date +%N >\"$1\"; sleep 0.05; done ) & wait",
                    Duration.ofSeconds(1), List.of(marker.toString())));

    assertThat(failure.kind()).isEqualTo(SshFailure.Kind.TIMED_OUT);
    assertThat(failure).hasMessageContaining("on loop: no end in 1 s");
    String last = Files.readString(marker);
    Awaitility.await()
        .during(Duration.ofMillis(300))
        .until(() -> Files.readString(marker).equals(last));
    assertThat(run("echo again").stdout()).isEqualTo("again\n");
  }

  @Test
  void a_command_that_nobody_waits_for_any_more_is_killed() throws Exception {
    Path pid = temp.resolve("waited-for");
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    host.run("echo $$ >%s; sleep 1005".formatted(pid), LIMIT, List.of());
                  } catch (InterruptedException asked) {
                    Thread.currentThread().interrupt();
                  }
                });
    Awaitility.await().until(() -> Files.exists(pid) && Files.readString(pid).endsWith("\n"));

    do {
      // Whoever is told so more than once ends it all the same.
      waiting.interrupt();
    } while (!waiting.join(Duration.ofMillis(1)));

    long number = Long.parseLong(Files.readString(pid).strip());
    for (ProcessHandle command : ProcessHandle.of(number).stream().toList()) {
      assertThat(command.onExit()).succeedsWithin(LIMIT);
    }
  }

  @Test
  void a_command_of_another_thread_is_killed_when_the_line_is_closed() throws Exception {
    Path pid = temp.resolve("of-another");
    AtomicReference<Exception> told = new AtomicReference<>();
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    host.run("echo $$ >%s; sleep 1006".formatted(pid), LIMIT, List.of());
                  } catch (SshFailure | InterruptedException failed) {
                    told.set(failed);
                  }
                });
    Awaitility.await().until(() -> Files.exists(pid) && Files.readString(pid).endsWith("\n"));

    host.close();
    waiting.join();

    assertThat(told.get()).hasMessageContaining("the line is closed");
    long number = Long.parseLong(Files.readString(pid).strip());
    for (ProcessHandle command : ProcessHandle.of(number).stream().toList()) {
      assertThat(command.onExit()).succeedsWithin(LIMIT);
    }
  }

  @Test
  void a_cut_connection_is_reported_and_the_next_command_connects_again() throws Exception {
    Path begun = temp.resolve("begun");
    Thread cut =
        Thread.startVirtualThread(
            () -> {
              Awaitility.await().until(() -> Files.exists(begun));
              sshd.cutConnections();
            });

    assertThatThrownBy(() -> host.run("touch \"$1\"; sleep 15", LIMIT, List.of(begun.toString())))
        .isInstanceOfSatisfying(
            SshFailure.class, f -> assertThat(f.kind().mayMendItself()).isTrue());
    cut.join();
    assertThat(run("echo back").stdout()).isEqualTo("back\n");
  }

  @Test
  void a_process_streams_both_ways_and_ends_when_its_input_does() throws Exception {
    byte[] sent = "some bytes\nof two lines".getBytes(StandardCharsets.UTF_8);

    try (RemoteProcess process = host.start("echo \"$1\" >&2; cat", LIMIT, List.of("a  b"))) {
      process.stdin().write(sent);
      process.stdin().close();

      assertThat(process.stdout().readAllBytes()).isEqualTo(sent);
      assertThat(process.waitFor()).isZero();
      assertThat(process.stderr()).isEqualTo("a  b\n");
    }
  }

  @Test
  void what_a_login_profile_prints_disturbs_nothing() throws Exception {
    Files.writeString(
        sshd.home().resolve(".bashrc"), "head -c 40000 /dev/zero; echo careful >&2; printf on\n");

    assertThat(run("echo out")).isEqualTo(new CommandResult(0, "out\n", ""));
    try (RemoteProcess process = host.start("cat; echo err >&2; exit 3", LIMIT, List.of())) {
      process.stdin().write("\nin\n".getBytes(StandardCharsets.UTF_8));
      process.stdin().close();

      assertThat(process.stdout().readAllBytes()).asString().isEqualTo("\nin\n");
      assertThat(process.waitFor()).isEqualTo(3);
      assertThat(process.stderr()).isEqualTo("err\n");
    }
  }

  @Test
  void a_closed_port_is_the_hosts_failure_in_the_words_of_ssh() throws Exception {
    sshd.stop();

    assertFailure(SshFailure.Kind.UNREACHABLE, Blame.HOST, "connecting to loop: ", "refused");
  }

  @Test
  void a_key_the_host_does_not_know_is_a_refused_login() throws Exception {
    sshd.useWrongKey();

    assertFailure(SshFailure.Kind.LOGIN_REFUSED, Blame.HOST, "Permission denied");
  }

  @Test
  void a_host_key_is_remembered_and_another_one_is_refused() throws Exception {
    run("true");
    assertThat(Files.readString(sshd.knownHosts())).startsWith("loop ");
    host.disconnect();

    sshd.changeHostKey();

    assertFailure(
        SshFailure.Kind.HOST_KEY_CHANGED,
        Blame.LAB,
        "connecting to loop: its host key is not the one in %1$s:1; if it was installed anew:"
                .formatted(sshd.knownHosts())
            + " ssh-keygen -f %s -R loop".formatted(sshd.knownHosts()));
  }

  @Test
  void a_name_that_does_not_resolve_is_the_labs_failure() {
    host = to(target("nosuchhost.invalid", sshd.configuration()));

    assertFailure(SshFailure.Kind.NAME_UNKNOWN, Blame.LAB, "nosuchhost.invalid");
  }

  @Test
  void a_broken_ssh_configuration_is_the_labs_failure() throws Exception {
    Files.writeString(sshd.configuration(), "NoSuchOption yes\n");

    assertFailure(SshFailure.Kind.MISCONFIGURED, Blame.LAB, "nosuchoption");
    assertThat(isBeforehand()).isTrue();
    Files.delete(sshd.configuration());
    assertThat(isBeforehand()).as("a file that is not there").isTrue();
  }

  @Test
  void what_keeps_a_machine_from_us_is_not_told_as_configuration() {
    host = to(target("nosuchhost.invalid", sshd.configuration()));

    assertThat(isBeforehand()).isFalse();
  }

  private boolean isBeforehand() {
    return catchThrowableOfType(SshFailure.class, () -> host.run("true", LIMIT, List.of()))
        .isBeforehand();
  }

  @Test
  void a_connection_that_breaks_is_lost_whatever_was_said_there() throws Exception {
    try (RemoteProcess process =
        host.start("echo './x: Cannot open: Permission denied' >&2; exit 255", LIMIT, List.of())) {
      SshFailure failure = catchThrowableOfType(SshFailure.class, process::waitFor);

      assertThat(failure.kind()).isEqualTo(SshFailure.Kind.LOST);
      assertThat(failure).hasMessageContaining("Cannot open: Permission denied");
    }
  }

  @Test
  void a_machine_that_does_not_go_down_is_told_before_the_time_for_coming_back() throws Exception {
    sshd.bootId("always");
    HostRestart.Limits limits =
        new HostRestart.Limits(Duration.ofSeconds(1), Duration.ofMinutes(10));

    SshFailure failure =
        catchThrowableOfType(
            SshFailure.class, () -> HostRestart.awaitReboot(host, "always", limits));

    assertThat(failure).hasMessageContaining("to reboot: it did not go down in 1 s");
  }

  @Test
  void a_machine_that_went_down_has_its_own_time_to_come_back() throws Exception {
    sshd.bootId("first");
    sshd.stop();
    Thread boots =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
                    sshd.bootId("second");
                    sshd.restart();
                  } catch (IOException none) {
                    throw new java.io.UncheckedIOException(none);
                  }
                });

    HostRestart.awaitReboot(
        host, "first", new HostRestart.Limits(Duration.ofMillis(1), Duration.ofSeconds(30)));

    boots.join();
    assertThat(HostRestart.bootId(host)).isEqualTo("second");
  }

  @Test
  void nothing_is_left_when_the_connection_is_closed() throws Exception {
    run("true");
    host.close();

    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(sockets).isEmptyDirectory());
  }

  private void assertFailure(SshFailure.Kind kind, Blame blame, String... words) {
    SshFailure failure = catchThrowableOfType(SshFailure.class, () -> run("true"));

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.blame()).isEqualTo(blame);
    assertThat(failure.problem()).contains(words);
  }

  private CommandResult run(String script) throws InterruptedException {
    return host.run(script, LIMIT, List.of());
  }

  private HostConnection to(SshTarget target) {
    return ShellConnection.overSsh(target, sockets, System.getLogger("ssh-test"));
  }

  private SshTarget target(String name, Path configuration) {
    return new SshTarget(
        new Hostname(name),
        Optional.empty(),
        Optional.empty(),
        Optional.of(configuration),
        Optional.of(sshd.knownHosts()),
        10);
  }
}
