package org.autotest.autoserv.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.ShellConnection;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.host.SshTarget;
import org.autotest.autoserv.job.ClientFailure;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.autoserv.results.RunLog;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.Hostname;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is made of the words of a kernel.
final class ConsoleTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[ 7.1] Kernel panic - not syncing: crash|PANIC|true",
        "[ 7.1] BUG: unable to handle page fault for address: 00|OOPS|true",
        "[ 7.1] kernel BUG at mm/slub.c:305!|BUG|true",
        "[ 7.1] BUG: kernel NULL pointer dereference, address: 08|BUG|true",
        "[ 7.1] watchdog: BUG: soft lockup - CPU#1 stuck for 22s!|LOCKUP|false",
        "[ 7.1] BUG: workqueue lockup - pool cpus=0 stuck for 30s!|LOCKUP|false",
        "[ 7.1] BUG: sleeping function called from invalid context|COMPLAINT|false",
        "[ 7.1] BUG: KASAN: use-after-free in f+0x1/0x2|COMPLAINT|false"
      })
  void a_kernel_that_goes_on_has_not_died(String line, ConsoleTrouble trouble, boolean death) {
    assertThat(ConsoleTrouble.of(line)).contains(trouble);
    assertThat(trouble.isDeath()).isEqualTo(death);
  }

  @Test
  void a_panic_is_seen_however_much_was_said_before() throws Exception {
    Path status = temp.resolve("status.log");
    try (RunLog log = new RunLog(Optional.empty(), Optional.empty(), CLOCK, ZoneOffset.UTC);
        Console console =
            console(log, "for i in $(seq 40); do echo a invoked oom-killer; done; echo " + PANIC)) {
      Awaitility.await().until(() -> console.isHalted(Optional.empty()));

      assertThat(console.lastWords()).contains(PANIC);
    }
    assertThat(Files.readAllLines(status))
        .hasSize(21)
        .filteredOn(line -> line.startsWith("WARN\t----\tconsole.panic"))
        .hasSize(1);
  }

  @Test
  void only_the_loss_of_the_machine_is_the_tests_failure() throws Exception {
    try (RunLog log = new RunLog(Optional.empty(), Optional.empty(), CLOCK, ZoneOffset.UTC);
        Console console = console(log, "echo " + PANIC)) {
      Awaitility.await().until(() -> console.isHalted(Optional.empty()));

      assertThat(console.judge(new ClientFailure(Blame.SUBMITTER, "client job was aborted")))
          .isEmpty();
      assertThat(console.judge(new ClientFailure(Blame.LAB, "reading status"))).isEmpty();
      assertThat(console.judge(new SshFailure(SshFailure.Kind.MISCONFIGURED, "no ssh"))).isEmpty();
      assertThat(console.judge(new ClientFailure(Blame.HOST, "it ended")))
          .hasValueSatisfying(died -> assertThat(died.blame()).isEqualTo(Blame.TEST));
      assertThat(console.judge(new SshFailure(SshFailure.Kind.LOST, "lost"))).isPresent();
    }
  }

  @Test
  void what_a_job_mutes_is_no_warning_as_long_as_that_is_in_force() throws Exception {
    Path words = Files.writeString(temp.resolve("words"), "");
    StatusLogFile status = new StatusLogFile(temp.resolve("job.log"), CLOCK, ZoneOffset.UTC);
    StatusLogFile own = status.below(temp.resolve("status.log"));
    try (RunLog log = new RunLog(Optional.empty(), Optional.empty(), CLOCK, ZoneOffset.UTC)) {
      try (Console _ = following(words, log, own)) {
        says(words, "first invoked oom-killer");
        // What a client says comes later than what its console says.
        own.append(told("warnings.disable=OOM"));
        status.append(told("warnings.disable=hung_task"));
        says(words, "task dd:12 blocked for more than 120 seconds");
        says(words, "BUG: sleeping function called from invalid context");
      }
      own.append(told("warnings.enable=OOM"));
      try (Console _ = following(words, log, own)) {
        says(words, "second invoked oom-killer");
      }
    }

    assertThat(
            Files.readString(temp.resolve("status.log"))
                .lines()
                .filter(line -> line.startsWith("WARN"))
                .map(line -> line.replaceAll("(timestamp|localtime)=[^\t]*\t", ""))
                .distinct())
        .satisfiesExactly(
            complaint -> assertThat(complaint).contains("console.complaint", "sleeping function"),
            enabled -> assertThat(enabled).contains("console.out_of_memory", "second"));
  }

  @Test
  void a_warning_stands_in_the_test_in_which_it_was_seen_unless_it_was_muted_then()
      throws Exception {
    Path words = Files.writeString(temp.resolve("words"), "");
    StatusLogFile status = new StatusLogFile(temp.resolve("status.log"), CLOCK, ZoneOffset.UTC);
    try (RunLog log = new RunLog(Optional.empty(), Optional.empty(), CLOCK, ZoneOffset.UTC);
        Console _ = following(words, log, status)) {
      status.append(lines("START\tone\tone"));
      says(words, "first invoked oom-killer");
      status.append(lines("\tGOOD\tone\tone", "END GOOD\tone\tone", "START\ttwo\ttwo"));
      says(words, "second invoked oom-killer");
      status.append(
          lines(
              "\tINFO\t----\t----\twarnings.disable=OOM",
              "\tGOOD\ttwo\ttwo",
              "END GOOD\ttwo\ttwo"));
    }

    assertThat(Files.readAllLines(temp.resolve("status.log")))
        .map(line -> line.replaceAll("\t?(timestamp|localtime)=[^\t]*", "").stripTrailing())
        .map(line -> line.replaceFirst("first .*", "first"))
        .containsSubsequence(
            "START\tone\tone",
            "\tGOOD\tone\tone",
            "\tWARN\t----\tconsole.out_of_memory\tfirst",
            "END GOOD\tone\tone",
            "START\ttwo\ttwo",
            "\tGOOD\ttwo\ttwo",
            "END GOOD\ttwo\ttwo")
        .noneMatch(line -> line.startsWith("WARN") || line.contains("second"));
  }

  private static byte[] lines(String... texts) {
    return Arrays.stream(texts)
        .map(text -> text + "\ttimestamp=1\tlocaltime=Nov 22 21:41:37\t\n")
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void the_log_of_a_kernel_is_given_up_at_once_also_while_its_machine_does_not_answer()
      throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    StatusLogFile status = new StatusLogFile(temp.resolve("status.log"), CLOCK, ZoneOffset.UTC);
    try (ServerSocket dumb = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        RunLog log = new RunLog(Optional.empty(), Optional.empty(), CLOCK, ZoneOffset.UTC)) {
      Socket silent;
      try (Console _ =
          Console.follow(
              List.of("kernel-log"),
              "loop",
              () -> ShellConnection.overSsh(target(dumb.getLocalPort()), temp, log),
              new MachineResults(temp, status, log),
              CLOCK)) {
        silent = dumb.accept();
      }

      try (silent) {
        assertThat(Thread.getAllStackTraces().keySet())
            .filteredOn(thread -> thread.getName().equals("console-loop"))
            .isSubsetOf(before);
      }
    }
  }

  private static SshTarget target(int port) {
    return new SshTarget(
        new Hostname("127.0.0.1"),
        Optional.empty(),
        Optional.of(port),
        Optional.empty(),
        Optional.empty(),
        60);
  }

  private static HostConnection noLine() {
    throw new AssertionError("no machine is asked");
  }

  private static byte[] told(String field) {
    return "INFO\t----\t----\t%s\ttimestamp=1\tlocaltime=Nov 22 21:41:37\t\n"
        .formatted(field)
        .getBytes(StandardCharsets.UTF_8);
  }

  private Console following(Path words, RunLog log, StatusLogFile status) {
    return Console.follow(
        List.of("tail", "-n", "0", "-F", words.toString()),
        "loop",
        ConsoleTest::noLine,
        new MachineResults(temp, status, log),
        CLOCK);
  }

  /// Again and again, until the console has it: nobody knows when it begins to be read.
  private void says(Path words, String line) {
    Awaitility.await()
        .until(
            () -> {
              Files.writeString(words, line + "\n", StandardOpenOption.APPEND);
              return Files.readString(temp.resolve(Console.NAME)).contains(line);
            });
  }

  private static final String PANIC = "Kernel panic - not syncing: crash";

  private Console console(RunLog log, String script) throws IOException {
    StatusLogFile status = new StatusLogFile(temp.resolve("status.log"), CLOCK, ZoneOffset.UTC);
    Path program = Files.writeString(temp.resolve("console"), script + "\nread -r nothing\n");
    return Console.follow(
        List.of("sh", program.toString()),
        "loop",
        ConsoleTest::noLine,
        new MachineResults(temp, status, log),
        CLOCK);
  }
}
