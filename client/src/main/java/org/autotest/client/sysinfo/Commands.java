package org.autotest.client.sysinfo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.process.ProcessGroup;
import org.autotest.client.process.ProcessNotStarted;
import org.jspecify.annotations.Nullable;

/// Commands of the harness whose output is kept, run by one shell at the same time, beside the job.
final class Commands {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final LogSink log;
  private @Nullable ProcessGroup shell;

  Commands(LogSink log) {
    this.log = log;
  }

  /// One command and the file that takes its standard output.
  ///
  /// @param command of words only
  record Request(String command, String file) {
    /// A command of words only, under its usual name.
    static Request plain(String command) {
      return new Request(command, fileName(command));
    }

    /// The usual name: blanks become `_`, what cannot stand in a file name is dropped.
    static String fileName(String command) {
      String name = command.strip().replace(' ', '_').replaceAll("[/\\p{Cntrl}]", "");
      return name.substring(0, Math.min(name.length(), 200));
    }
  }

  /// Starts them in the directory that takes the files.
  void start(Path directory, List<Request> requests) {
    StringBuilder script = new StringBuilder();
    for (Request request : requests) {
      String program = quoted(request.command().split(" ", 2)[0]);
      String file = quoted(request.file());
      script.append("if command -v ").append(program).append(" >/dev/null 2>&1; then ");
      script.append(request.command()).append(" >./").append(file).append(" 2>/dev/null &\n");
      script.append("else echo ").append(quoted(notInstalled(request.command())));
      script.append(" >./").append(file).append("; fi\n");
    }
    script.append("wait\n");
    try {
      shell =
          ProcessGroup.start(
              List.of("sh", "-c", script.toString()), directory, Map.of(), _ -> {}, _ -> {});
    } catch (ProcessNotStarted cannot) {
      log.log(LogLevel.WARNING, "sysinfo: " + cannot.problem());
    }
  }

  /// Waits for them; ends what takes longer than twenty seconds.
  void await() {
    ProcessGroup running = shell;
    if (running == null) {
      return;
    }
    shell = null;
    try {
      if (!running.waitFor(LIMIT)) {
        running.killNow();
        log.log(LogLevel.WARNING, "sysinfo: commands took longer than " + LIMIT.toSeconds() + " s");
      }
    } catch (InterruptedException stop) {
      running.killNow();
      Thread.currentThread().interrupt();
    }
  }

  /// What stands in the file of a command that is not there.
  static String notInstalled(String command) {
    String program = command.strip().split("\\s+", 2)[0];
    return "not available: %s is not installed on this machine".formatted(program);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
