package org.autotest.client.sysinfo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.process.ProcessGroup;
import org.autotest.client.process.ProcessNotStarted;

/// A command that a control file has added, with whatever a shell understands, or does not.
///
/// @param file takes its standard output
/// @param limit after which it is ended
record AddedCommand(String command, String file, Duration limit) {
  /// How long each may take.
  static final Duration LIMIT = Duration.ofMinutes(5);

  /// What a shell ends with when a program is not there.
  private static final int NOT_FOUND = 127;

  /// Runs it in the directory that takes the file. A command that is not there, or was ended, is
  /// told in the file.
  void run(Path directory, LogSink log) throws IOException {
    Path output = directory.resolve(file);
    List<String> argv =
        List.of("sh", "-c", "exec sh -c \"$1\" >\"./$2\" 2>/dev/null", "sh", command, file);
    try {
      ProcessGroup shell = ProcessGroup.start(argv, directory, Map.of(), _ -> {}, _ -> {});
      try {
        if (!shell.waitFor(limit)) {
          end(shell, output, log);
        } else if (shell.exitValue() == NOT_FOUND && isEmpty(output)) {
          Files.writeString(output, Commands.notInstalled(command) + "\n");
        }
      } catch (InterruptedException stop) {
        shell.killNow();
        Thread.currentThread().interrupt();
      }
    } catch (ProcessNotStarted cannot) {
      log.log(LogLevel.WARNING, "sysinfo: " + cannot.problem());
    }
  }

  private void end(ProcessGroup shell, Path output, LogSink log) throws IOException {
    shell.killNow();
    Files.writeString(
        output,
        "\n[Autotest ended this command here, after %d s.]\n".formatted(limit.toSeconds()),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    log.log(
        LogLevel.WARNING,
        "sysinfo: '%s' took longer than %d s and was ended".formatted(command, limit.toSeconds()));
  }

  private static boolean isEmpty(Path output) throws IOException {
    return !Files.exists(output) || Files.size(output) == 0;
  }
}
