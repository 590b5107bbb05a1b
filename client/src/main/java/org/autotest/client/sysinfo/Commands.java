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

/// Commands whose output is kept, run by one shell beside the job: those of the harness at the same
/// time, those from elsewhere one after the other.
final class Commands {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final LogSink log;
  private @Nullable ProcessGroup shell;

  Commands(LogSink log) {
    this.log = log;
  }

  /// One command and the file that takes its standard output.
  ///
  /// @param plain whether it is only words, so that it needs no shell of its own
  record Request(String command, String file, boolean plain) {
    /// A command of words only, under its usual name.
    static Request plain(String command) {
      return new Request(command, fileName(command), true);
    }

    /// A command from elsewhere, with whatever a shell understands, or does not.
    static Request any(String command, String file) {
      return new Request(command, file, false);
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
      String program = quoted(request.command().strip().split("\\s+", 2)[0]);
      String file = quoted(request.file());
      String command = request.plain() ? request.command() : "sh -c " + quoted(request.command());
      script.append("if command -v ").append(program).append(" >/dev/null 2>&1; then ");
      script.append(command).append(" >./").append(file);
      script.append(request.plain() ? " 2>/dev/null &\n" : " 2>/dev/null\n");
      script.append("else echo 'not available: '").append(program);
      script.append("' is not installed on this machine' >./").append(file).append("; fi\n");
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

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }
}
