package org.autotest.client.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program that follows a client for autoserv.
class DaemonMonitorTest {
  private static final Path MONITOR = Path.of("src/main/bundle/bin/autotest-daemon-monitor");

  @TempDir private Path temp;

  @Test
  void it_tells_how_the_client_ended_and_leaves_nothing_that_holds_the_connection()
      throws Exception {
    Path tail = temp.resolve("tail");
    Path noted = temp.resolve("pid");
    Files.writeString(
        tail,
        """
        #!/bin/sh
        # Like one that a signal reached before it was a program: it goes on.
        trap '' TERM
        echo $$ >%1$s.new; mv %1$s.new %1$s
        exec /usr/bin/tail "$@"
        """
            .formatted(noted));
    Files.setPosixFilePermissions(tail, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path run = aRun();
    Files.writeString(run.resolve("pid"), ownPidAndTicks());

    Process monitor = start(run);
    await().until(() -> Files.exists(noted));
    Files.writeString(run.resolve("exit_code"), "+000\n");

    // The end of its standard output says that nothing holds it any more.
    assertThat(new String(monitor.getInputStream().readAllBytes())).isEqualTo("hello\n");
    assertThat(new String(monitor.getErrorStream().readAllBytes())).isEqualTo("ended +000 6\n");
    assertThat(monitor.waitFor()).isZero();
    long pid = Long.parseLong(Files.readString(noted).strip());
    await().until(() -> ProcessHandle.of(pid).isEmpty());
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
    String[] behindName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return "%d %s\n".formatted(ProcessHandle.current().pid(), behindName[19]);
  }

  private Process start(Path run) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            MONITOR.toString(), run.toString(), run.resolve("status").toString(), "0");
    builder.environment().merge("PATH", temp.toString(), (old, own) -> own + ":" + old);
    return builder.start();
  }
}
