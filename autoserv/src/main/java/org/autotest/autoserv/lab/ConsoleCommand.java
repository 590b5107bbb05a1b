package org.autotest.autoserv.lab;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.autotest.autoserv.host.LocalCommand;
import org.autotest.core.program.CallersLocale;
import org.jspecify.annotations.Nullable;

/// A console that a command prints. Its standard input stays open as long as it is read: what works
/// a terminal ends when that ends.
final class ConsoleCommand implements ConsoleSource {
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final List<String> command;
  private @Nullable Process running;
  private boolean closed;

  ConsoleCommand(List<String> command) {
    this.command = List.copyOf(command);
  }

  @Override
  public String read(Sink sink) throws IOException, InterruptedException {
    Process process = start();
    if (process == null) {
      return "closed";
    }
    try {
      byte[] buffer = new byte[8192];
      InputStream from = process.getInputStream();
      for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
        sink.take(buffer, n);
      }
      return process.waitFor(GRACE)
          ? "its command ended with status " + process.exitValue()
          : "its command has closed its output";
    } finally {
      if (process.isAlive()) {
        end(process);
      }
      forget();
    }
  }

  private synchronized @Nullable Process start() throws IOException {
    if (closed) {
      return null;
    }
    List<String> words = new ArrayList<>(List.of("setsid"));
    words.addAll(command);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    CallersLocale.putBack(builder.environment());
    running = builder.start();
    return running;
  }

  /// Its number may be another's now.
  private synchronized void forget() {
    running = null;
  }

  @Override
  public void close() {
    Process process;
    synchronized (this) {
      closed = true;
      process = running;
    }
    if (process != null) {
      end(process);
    }
  }

  /// Politely first, so that a management controller hears that nobody listens any more.
  private static void end(Process process) {
    LocalCommand.end(process, GRACE);
  }
}
