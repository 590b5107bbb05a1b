package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program that follows a client for autoserv.
class DaemonMonitorTest {
  private static final Path MONITOR = Path.of("src/main/bundle/bin/autotest-daemon-monitor");

  @TempDir private Path temp;

  @Test
  void it_tells_how_the_client_ended_and_leaves_nothing_that_holds_the_connection()
      throws Exception {
    Path noted = temp.resolve("pid");
    tail(
        """
        # Like one that a signal reached before it was a program: it goes on.
        trap '' TERM
        echo $$ >%1$s.new; mv %1$s.new %1$s
        """
            .formatted(noted));
    Path run = aRun();
    Files.writeString(run.resolve("pid"), ownPidAndTicks());

    Process monitor = start(run);
    long pid = notedPid(noted);
    Files.writeString(run.resolve("exit_code"), "+000\n");

    // The end of its standard output says that nothing holds it any more.
    assertThat(text(monitor.getInputStream())).isEqualTo("hello\n");
    assertThat(text(monitor.getErrorStream())).isEqualTo("ended +000 6\n");
    assertThat(monitor.waitFor()).isZero();
    Optional<ProcessHandle> follower = ProcessHandle.of(pid);
    if (follower.isPresent()) {
      follower.get().onExit().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void what_a_client_wrote_last_is_passed_on_though_it_ended_before_anybody_read()
      throws Exception {
    Path run = aRun();
    Files.writeString(run.resolve("pid"), ownPidAndTicks());
    tail("until [ -e %s ]; do sleep 0.05; done\n".formatted(run.resolve("exit_code")));

    Process monitor = start(run);
    Files.writeString(run.resolve("exit_code"), "+005\n");

    assertThat(text(monitor.getInputStream())).isEqualTo("hello\n");
    assertThat(text(monitor.getErrorStream())).isEqualTo("ended +005 6\n");
  }

  /// Has the monitor find a `tail` that does something first.
  private void tail(String first) throws IOException {
    Path tail = temp.resolve("tail");
    Files.writeString(tail, "#!/bin/sh\n" + first + "exec /usr/bin/tail \"$@\"\n");
    Files.setPosixFilePermissions(tail, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private static long notedPid(Path file) throws IOException {
    LocalClient.await(() -> Files.exists(file), "the follower to begin");
    return Long.parseLong(Files.readString(file).strip());
  }

  private Path aRun() throws IOException {
    Path run = Files.createDirectory(temp.resolve("run"));
    for (String empty : List.of("started", "lock")) {
      Files.createFile(run.resolve(empty));
    }
    Files.writeString(run.resolve("status"), "hello\n");
    return run;
  }

  /// Of a process that is alive.
  private static String ownPidAndTicks() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    List<String> behindName = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    return "%d %s\n".formatted(ProcessHandle.current().pid(), behindName.get(19));
  }

  private Process start(Path run) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            MONITOR.toString(), run.toString(), run.resolve("status").toString(), "0");
    builder.environment().merge("PATH", temp.toString(), (old, own) -> own + ":" + old);
    return builder.start();
  }
}
