package org.autotest.autoserv.host;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.autotest.core.program.CallersLocale;

/// Runs programs of this machine.
public final class LocalCommand {
  private static final int OUTPUT_BYTES_MAX = 256 * 1024;
  private static final int OVERDUE = 124;

  private LocalCommand() {}

  /// Runs one and waits for it. Its standard input is empty; it is ended with all that is in its
  /// process group when the time is over.
  ///
  /// @param argv the program and its arguments, never a shell line
  /// @param environment added to ours
  /// @param limit more than zero
  /// @return standard and error output together; exit status 124 when it did not end in time
  /// @throws IOException when it cannot be started
  public static CommandResult run(
      List<String> argv, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("setsid"));
    words.addAll(argv);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()));
    CallersLocale.putBack(builder.environment());
    builder.environment().putAll(environment);
    Process process = builder.start();
    BoundedBytes output = new BoundedBytes(OUTPUT_BYTES_MAX);
    Thread reader = SystemThreads.start(() -> read(process.getInputStream(), output));
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!ended) {
        kill(process);
      }
    }
    reader.join(Duration.ofSeconds(5));
    String text;
    synchronized (output) {
      text = output.text();
    }
    return ended
        ? new CommandResult(process.exitValue(), text, "")
        : new CommandResult(OVERDUE, text + "\nno end in %d s".formatted(limit.toSeconds()), "");
  }

  private static void read(InputStream in, BoundedBytes output) {
    byte[] buffer = new byte[8192];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (output) {
          output.add(buffer, n);
        }
      }
    } catch (IOException closed) {
      // The process is gone: there is nothing more to read.
    }
  }

  /// Asks a process that leads a group, and the group, to end, and kills what is left of them.
  ///
  /// @param grace how long the leader may take
  public static void end(Process process, Duration grace) {
    // The number of a group is not given away while it has members: who has it now is no leader of
    // ours.
    if (!process.isAlive() && ProcessHandle.of(process.pid()).isPresent()) {
      return;
    }
    signal(process, "TERM");
    try {
      process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    kill(process);
  }

  /// Ends a process that leads a group, and the group.
  public static void kill(Process process) {
    signal(process, "KILL");
    process.destroyForcibly();
  }

  private static void signal(Process process, String signal) {
    try {
      new ProcessBuilder("kill", "-" + signal, "--", "-" + process.pid())
          .redirectErrorStream(true)
          .redirectOutput(Redirect.DISCARD)
          .start()
          .waitFor(10, TimeUnit.SECONDS);
    } catch (IOException noKill) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }
}
