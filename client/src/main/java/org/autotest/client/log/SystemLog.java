package org.autotest.client.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Copies the job's log to the machine's system log, under the name `autotest`, by the program
/// `logger`: so that what the machine says and what the job says stand in one order. Off until it
/// is switched on; any thread may write.
public final class SystemLog implements LogSink {
  private @Nullable Process logger;

  /// Starts to copy; INFO and above.
  ///
  /// @throws IOException when there is no `logger`
  public synchronized void enable() throws IOException {
    if (logger == null) {
      logger =
          new ProcessBuilder(List.of("logger", "--tag", "autotest", "--prio-prefix"))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(Path.of("/dev/null").toFile())
              .start();
    }
  }

  /// Ends it; what was copied stays.
  public synchronized void disable() {
    Process running = logger;
    logger = null;
    if (running != null) {
      try {
        running.getOutputStream().close();
      } catch (IOException gone) {
        // It has ended by itself.
      }
    }
  }

  @Override
  public synchronized void log(LogLevel level, String module, int line, String text) {
    Process running = logger;
    if (running == null || level == LogLevel.DEBUG) {
      return;
    }
    StringBuilder lines = new StringBuilder();
    text.lines().forEach(one -> lines.append(priority(level)).append(one).append('\n'));
    try {
      OutputStream in = running.getOutputStream();
      in.write(lines.toString().getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException gone) {
      logger = null;
    }
  }

  /// As the system log numbers them, for the facility `user`.
  private static String priority(LogLevel level) {
    return switch (level) {
      case ERROR -> "<11>";
      case WARNING -> "<12>";
      case INFO -> "<14>";
      case DEBUG -> "<15>";
    };
  }
}
