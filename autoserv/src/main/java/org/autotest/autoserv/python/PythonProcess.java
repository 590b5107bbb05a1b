package org.autotest.autoserv.python;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.autotest.autoserv.host.SystemThreads;

/// An interpreter that leads a process group; closing it ends all that is in the group.
final class PythonProcess implements AutoCloseable {
  private static final int LINE_CHARS_MAX = 10_000;

  private final Process process;
  private final Logger log;
  private final Thread out;
  private final Thread err;

  private PythonProcess(Process process, Logger log) {
    this.process = process;
    this.log = log;
    this.out = follow(process.inputReader(StandardCharsets.UTF_8), Level.INFO);
    this.err = follow(process.errorReader(StandardCharsets.UTF_8), Level.WARNING);
  }

  /// Starts it; what it prints is logged.
  ///
  /// @throws IOException when there is no interpreter
  static PythonProcess start(ProcessBuilder builder, Logger log) throws IOException {
    return new PythonProcess(builder.start(), log);
  }

  /// Waits for its end.
  ///
  /// @return its exit status
  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    boolean stopped = Thread.interrupted();
    try {
      new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid())
          .redirectErrorStream(true)
          .start()
          .waitFor(10, TimeUnit.SECONDS);
      process.waitFor(10, TimeUnit.SECONDS);
      out.join(TimeUnit.SECONDS.toMillis(10));
      err.join(TimeUnit.SECONDS.toMillis(10));
    } catch (IOException noKill) {
      log.log(Level.WARNING, "ending the interpreter: " + noKill.getMessage());
      process.destroyForcibly();
    } catch (InterruptedException stop) {
      stopped = true;
    }
    if (stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Thread follow(BufferedReader lines, Level level) {
    return SystemThreads.start(
        () -> {
          try (lines) {
            pass(lines, level);
          } catch (IOException closed) {
            log.log(Level.DEBUG, "reading what the control file prints: " + closed);
          }
        });
  }

  /// A line is logged when it is whole, or too long; the rest of a long one is not kept. It ends
  /// with a line feed, a carriage return, or both.
  private void pass(Reader from, Level level) throws IOException {
    StringBuilder line = new StringBuilder();
    boolean begun = false;
    boolean cut = false;
    boolean returned = false;
    char[] buffer = new char[8192];
    for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
      for (int i = 0; i < n; i++) {
        boolean feed = buffer[i] == '\n';
        boolean second = feed && returned;
        returned = buffer[i] == '\r';
        if (second) {
          continue;
        }
        if (feed || returned) {
          if (!cut) {
            log.log(level, line.toString());
          }
          line.setLength(0);
          cut = false;
          begun = false;
        } else if (!cut) {
          begun = true;
          line.append(buffer[i]);
          cut = line.length() > LINE_CHARS_MAX;
          if (cut) {
            log.log(level, line.substring(0, LINE_CHARS_MAX) + " …");
          }
        }
      }
    }
    if (begun && !cut) {
      log.log(level, line.toString());
    }
  }
}
