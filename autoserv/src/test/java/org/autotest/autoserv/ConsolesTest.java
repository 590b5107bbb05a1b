package org.autotest.autoserv;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.autotest.autoserv.Autoserv.Ending;
import org.autotest.testkit.IpmiController;
import org.autotest.testkit.LoopbackSshd;
import org.autotest.testkit.NeedsProgram;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Where consoles are read: each kind with something real at its other end.
final class ConsolesTest extends RigTest {
  private static final String PANIC = "[   71.2] Kernel panic - not syncing: crash\r\n";

  /// A job that goes on until the words came, at most some seconds.
  private Ending runUntil(String words, String line) throws IOException {
    Path machines = Files.writeString(temp.resolve("machines"), "loop console " + line + "\n");
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            void main() {
              hosts.create("loop").run("n=0; until grep -q '%s' %s/console.log || [ $n = 300 ]; do n=$((n + 1)); sleep 0.1; done");
            }
            """
                .formatted(words, rig.results()));
    List<String> argv = new ArrayList<>(rig.common("-m", "loop", control.toString()));
    argv.addAll(List.of("--machines-file", machines.toString()));
    return rig.run(argv);
  }

  @Test
  void a_port_of_a_terminal_server_is_read_and_connected_again() throws Exception {
    try (ServerSocket port = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  try (Socket first = port.accept()) {
                    // What a telnet server says first: it will echo, and suppresses go-ahead.
                    first.getOutputStream().write(new byte[] {-1, -5, 1, -1, -5, 3, 'o', 'n', 'e'});
                  }
                  try (Socket second = port.accept()) {
                    second.getOutputStream().write(PANIC.getBytes(StandardCharsets.UTF_8));
                    second.getInputStream().read();
                  }
                } catch (IOException closed) {
                  throw new UncheckedIOException(closed);
                }
              });

      Ending ending = runUntil("panic", "tcp 127.0.0.1 " + port.getLocalPort());

      assertThat(ending).as(rig.status()).isEqualTo(Ending.DONE);
    }
    assertThat(rig.file("console.log").lines())
        .satisfiesExactly(
            one -> assertThat(one).endsWith("Z one"),
            two -> assertThat(two).endsWith("Z [   71.2] Kernel panic - not syncing: crash"));
    assertThat(rig.statusLines())
        .contains("WARN\t----\tconsole.panic\t[   71.2] Kernel panic - not syncing: crash");
    assertThat(rig.file("debug/autoserv.WARNING"))
        .contains(
            "reading the console of loop: 127.0.0.1:", "has closed the connection; again in 1");
  }

  @Test
  void what_a_kernel_sends_over_the_network_is_read() throws Exception {
    int port = LoopbackSshd.freePort();
    byte[] text = PANIC.getBytes(StandardCharsets.UTF_8);
    DatagramPacket packet =
        new DatagramPacket(text, text.length, InetAddress.getLoopbackAddress(), port);
    try (DatagramSocket kernel = new DatagramSocket();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      // A kernel does not know either whether somebody listens.
      Future<?> speaks =
          clock.scheduleAtFixedRate(
              () -> {
                try {
                  kernel.send(packet);
                } catch (IOException nobody) {
                  // It goes on.
                }
              },
              0,
              50,
              TimeUnit.MILLISECONDS);

      Ending ending = runUntil("panic", "netconsole " + port);

      assertThat(speaks.cancel(true)).isTrue();
      assertThat(ending).as(rig.status()).isEqualTo(Ending.DONE);
    }
    assertThat(rig.file("console.log")).contains("Kernel panic - not syncing: crash");
  }

  @Test
  void what_others_than_the_named_machine_send_is_dropped() throws Exception {
    int port = LoopbackSshd.freePort();
    InetAddress to = InetAddress.getLoopbackAddress();
    byte[] lie = PANIC.getBytes(StandardCharsets.UTF_8);
    byte[] words = "Linux boots\n".getBytes(StandardCharsets.UTF_8);
    try (DatagramSocket stranger = new DatagramSocket(0, InetAddress.getByName("127.0.0.2"));
        DatagramSocket kernel = new DatagramSocket(0, to);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      Future<?> speak =
          clock.scheduleAtFixedRate(
              () -> {
                try {
                  stranger.send(new DatagramPacket(lie, lie.length, to, port));
                  kernel.send(new DatagramPacket(words, words.length, to, port));
                } catch (IOException nobody) {
                  // They go on.
                }
              },
              0,
              50,
              TimeUnit.MILLISECONDS);

      Ending ending = runUntil("boots", "netconsole %d 127.0.0.1".formatted(port));

      assertThat(speak.cancel(true)).isTrue();
      assertThat(ending).as(rig.status()).isEqualTo(Ending.DONE);
    }
    assertThat(rig.file("console.log")).contains("Linux boots").doesNotContain("panic");
  }

  @Test
  void a_command_that_ends_is_told_and_started_again() throws Exception {
    Path starts = temp.resolve("starts");
    Path console =
        program(
            "console",
            """
            #!/bin/sh
            echo start >>%1$s
            if [ $(grep -c . %1$s) -gt 1 ]; then echo again; read -r nothing; fi
            echo "no such console"; exit 3
            """
                .formatted(starts));

    Ending ending = runUntil("again", console.toString());

    assertThat(ending).as(rig.status()).isEqualTo(Ending.DONE);
    assertThat(Files.readAllLines(starts)).hasSize(2);
    assertThat(rig.file("debug/autoserv.WARNING"))
        .contains("reading the console of loop: its command ended with status 3; again in 1 s");
  }

  @Test
  void the_log_of_a_kernel_is_followed_over_a_line_to_its_machine() throws Exception {
    Path pid = temp.resolve("pid");
    rig.program(
        "journalctl",
        """
        [ "$3" = 1 ] && exit
        echo $$ >%s
        echo "[   71.2] BUG: KASAN: use-after-free in f"
        exec sleep 600
        """
            .formatted(pid));

    Ending ending = runUntil("KASAN", "kernel-log");

    assertThat(ending).as(rig.status()).isEqualTo(Ending.DONE);
    assertThat(rig.statusLines())
        .contains("WARN\t----\tconsole.complaint\t[   71.2] BUG: KASAN: use-after-free in f");
    long follower = Long.parseLong(Files.readString(pid).strip());
    Awaitility.await().until(() -> ProcessHandle.of(follower).isEmpty());
  }

  @Test
  void a_check_in_java_has_sockets_of_its_own_while_a_kernels_log_is_followed() throws Exception {
    rig.program("journalctl", "[ \"$3\" = 1 ] && exit\necho follows\nexec sleep 600");
    Path machines = Files.writeString(temp.resolve("machines"), "loop console kernel-log\n");
    Path sockets = temp.resolve("sockets");
    Files.createDirectories(temp.resolve("fitness/checks"));
    Files.writeString(
        temp.resolve("fitness/checks/Sockets.java"),
        """
        class Sockets implements HostCheck {
          public Finding look(Host host) throws Exception {
            host.run(":");
            List<String> masters =
                ProcessHandle.current()
                    .children()
                    .map(child -> List.of(child.info().arguments().orElse(new String[0])))
                    .filter(words -> words.contains("-M") && words.toString().contains("TEMP"))
                    .map(words -> words.get(words.indexOf("-S") + 1))
                    .toList();
            Files.write(Path.of("SOCKETS"), masters);
            return new Finding.Fine("");
          }
        }
        """
            .replace("TEMP", temp.toString())
            .replace("SOCKETS", sockets.toString()));
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            void main() {
              var host = hosts.create("loop");
              host.run("n=0; until grep -q follows %s/console.log || [ $n = 300 ]; do n=$((n + 1)); sleep 0.1; done");
              host.verify();
            }
            """
                .formatted(rig.results()));

    Ending ending =
        rig.run(
            rig.common(
                "-m",
                "loop",
                "--machines-file",
                machines.toString(),
                "--fitness-dir",
                temp + "/fitness",
                control.toString()));

    assertThat(ending).as(rig.status()).isEqualTo(Ending.DONE);
    assertThat(Files.readAllLines(sockets)).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void what_a_job_mutes_does_not_become_a_warning() throws Exception {
    Path console =
        program("console", "#!/bin/sh\necho dd invoked oom-killer\necho last\nread -r nothing\n");
    Path machines =
        Files.writeString(temp.resolve("machines"), "loop console %s\n".formatted(console));
    Path control =
        Files.writeString(
            temp.resolve("server-control"),
            """
            void main() {
              job.disableWarnings("OOM");
              hosts.create("loop").run("until grep -q last %s/loop/console.log; do sleep 0.1; done");
            }
            """
                .formatted(rig.results()));

    Ending ending =
        rig.run(
            rig.common(
                "-m", "loop,loop2", "--machines-file", machines.toString(), control.toString()));

    assertThat(ending).as(rig.status()).isEqualTo(Ending.DONE);
    assertThat(rig.file("loop/console.log")).contains("dd invoked oom-killer");
    assertThat(rig.results().resolve("loop/status.log")).doesNotExist();
  }

  @Test
  void words_that_are_no_console_are_refused_with_their_line() throws Exception {
    assertThat(runUntil("x", "tcp terminals")).isEqualTo(Ending.FAILED);

    assertThat(rig.file("failure"))
        .contains("blame=LAB", "line 1: reading a console: 'tcp terminals' is not 'tcp HOST PORT'");
  }

  @Test
  @Tag("long")
  @NeedsProgram(value = "ipmi_sim", from = "openipmi ipmitool")
  void a_serial_line_is_read_by_ipmi_also_after_a_session_that_was_left_open() throws Exception {
    try (ServerSocket serial = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> talk(serial));
      try (IpmiController controller =
          IpmiController.start(temp.resolve("bmc"), "#!/bin/sh\nexit 0\n", serial.getLocalPort())) {
        List<String> left = new ArrayList<>(List.of("sh", "-c"));
        left.add("sleep 1000 | " + controller.console());
        Process other = new ProcessBuilder(left).start();
        assertThat(other.inputReader().readLine()).contains("SOL Session operational");
        other.descendants().forEach(ProcessHandle::destroyForcibly);
        other.destroyForcibly().waitFor();

        Ending ending = runUntil("panic", controller.consoleWords());

        assertThat(ending).as(rig.status()).isEqualTo(Ending.DONE);
      }
    }
    assertThat(rig.file("console.log")).contains("Kernel panic - not syncing: crash");
  }

  /// A machine that says the same again and again as long as its line is open.
  private static void talk(ServerSocket serial) {
    try (Socket line = serial.accept();
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      clock
          .scheduleAtFixedRate(
              () -> {
                try {
                  line.getOutputStream().write(PANIC.getBytes(StandardCharsets.UTF_8));
                } catch (IOException closed) {
                  throw new UncheckedIOException(closed);
                }
              },
              0,
              200,
              TimeUnit.MILLISECONDS)
          .get();
    } catch (IOException | ExecutionException closed) {
      // Nobody listens any more.
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
