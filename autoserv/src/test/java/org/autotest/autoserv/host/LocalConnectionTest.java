package org.autotest.autoserv.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.autotest.core.host.Hostname;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What ends on this machine, when, and with what.
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LocalConnectionTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final System.Logger LOG = System.getLogger("local");

  private final HostConnection host = ShellConnection.local(new Hostname("here"), LOG);

  @AfterEach
  void disconnect() {
    host.close();
  }

  @Test
  void a_limit_ends_a_script_with_its_children_and_lets_it_tidy_up() throws Exception {
    try (RemoteProcess script =
        host.start("trap 'echo bye; exit 3' TERM; sleep 1014 & echo $!; wait", SHORT, List.of())) {
      List<String> said = lines(script.stdout());

      assertThat(failure(script))
          .hasMessage("running a command on here: no end in 1 s")
          .extracting(SshFailure::kind)
          .isEqualTo(SshFailure.Kind.TIMED_OUT);
      assertThat(said).hasSize(2).last().isEqualTo("bye");
      awaitGone(said.getFirst());
    }
  }

  @Test
  void one_that_does_not_listen_is_killed() throws Exception {
    try (RemoteProcess script =
        host.start("trap '' TERM; sleep 1015 & echo $!; wait", SHORT, List.of())) {
      List<String> said = lines(script.stdout());

      assertThat(failure(script).kind()).isEqualTo(SshFailure.Kind.TIMED_OUT);
      awaitGone(said.getFirst());
    }
  }

  @Test
  void a_limit_is_for_what_a_script_left_behind_too() throws Exception {
    try (RemoteProcess script = host.start("sleep 1016 & echo $!", SHORT, List.of())) {
      List<String> said = lines(script.stdout());

      assertThat(failure(script).kind()).isEqualTo(SshFailure.Kind.TIMED_OUT);
      awaitGone(said.getFirst());
    }
  }

  @Test
  void what_has_a_session_of_its_own_goes_on_and_holds_nobody_up() throws Exception {
    try (RemoteProcess script =
        host.start("setsid sleep 1017 & echo $!; sleep 1017", SHORT, List.of())) {
      long left = Long.parseLong(lines(script.stdout()).getFirst());

      assertThat(failure(script).kind()).isEqualTo(SshFailure.Kind.TIMED_OUT);
      assertThat(ProcessHandle.of(left).orElseThrow().destroyForcibly()).isTrue();
    }
  }

  @Test
  void a_disconnect_ends_what_was_started() throws Exception {
    try (RemoteProcess script = host.start("sleep 1018 & echo $!; wait", LONG, List.of())) {
      String child = line(script.stdout());

      host.disconnect();

      assertThat(lines(script.stdout())).isEmpty();
      assertThat(failure(script))
          .hasMessage("running a command on here: its connection was closed")
          .extracting(SshFailure::kind)
          .isEqualTo(SshFailure.Kind.LOST);
      awaitGone(child);
      assertThat(host.run("echo again", LONG, List.of()).stdout()).isEqualTo("again\n");
    }
  }

  @Test
  void what_a_script_started_for_good_stays_when_it_is_over() throws Exception {
    String child;
    try (RemoteProcess script =
        host.start("sleep 1019 </dev/null >/dev/null 2>&1 & echo $!", LONG, List.of())) {
      child = lines(script.stdout()).getFirst();
      assertThat(script.waitFor()).isZero();
    }
    host.disconnect();

    assertThat(ProcessHandle.of(Long.parseLong(child)).orElseThrow().destroyForcibly()).isTrue();
  }

  @Test
  void killing_a_command_ends_it_though_something_left_its_group() throws Exception {
    RemoteCommand command =
        RemoteCommand.start(host, "setsid sleep 1020 & echo $!; sleep 1020", LONG);
    Awaitility.await().until(() -> command.stdout().endsWith("\n"));

    command.kill(LOG);

    assertThat(command.waitFor(Duration.ZERO)).map(CommandResult::exit).contains(137);
    long left = Long.parseLong(command.stdout().strip());
    assertThat(ProcessHandle.of(left).orElseThrow().destroyForcibly()).isTrue();
  }

  @Test
  void much_output_arrives_whole() throws Exception {
    try (RemoteProcess script =
        host.start("head -c 5000000 /dev/zero; echo end", LONG, List.of())) {
      byte[] said = script.stdout().readAllBytes();

      assertThat(script.waitFor()).isZero();
      assertThat(said).hasSize(5000004).endsWith("end\n".getBytes(StandardCharsets.UTF_8));
    }
  }

  private static SshFailure failure(RemoteProcess script) {
    return catchThrowableOfType(SshFailure.class, script::waitFor);
  }

  private static List<String> lines(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b > '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString();
  }

  /// Of a process that nobody has waited for, what is left is no process to the JDK either.
  private static void awaitGone(String pid) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
  }
}
