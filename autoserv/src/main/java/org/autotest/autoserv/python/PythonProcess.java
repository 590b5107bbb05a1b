package org.autotest.autoserv.python;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/// An interpreter that leads a process group; closing it ends all that is in the group.
final class PythonProcess implements AutoCloseable {
  private final Process process;
  private final Part part;
  private final Thread out;
  private final Thread err;

  private PythonProcess(Process process, Part part) {
    this.process = process;
    this.part = part;
    this.out = part.follow(process.inputReader(StandardCharsets.UTF_8), Part.OUT);
    this.err = part.follow(process.errorReader(StandardCharsets.UTF_8), Part.ERR);
  }

  /// Starts it; what it prints is logged.
  ///
  /// @param part that it runs
  /// @throws IOException when there is no interpreter
  static PythonProcess start(ProcessBuilder builder, Part part) throws IOException {
    return new PythonProcess(builder.start(), part);
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
      part.results().log().log(Level.WARNING, "ending the interpreter: " + noKill.getMessage());
      process.destroyForcibly();
    } catch (InterruptedException stop) {
      stopped = true;
    }
    if (stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
