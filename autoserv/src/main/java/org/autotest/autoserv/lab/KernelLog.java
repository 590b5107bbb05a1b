package org.autotest.autoserv.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.RemoteProcess;
import org.autotest.autoserv.host.Scripts;
import org.autotest.core.failure.AutotestException;
import org.jspecify.annotations.Nullable;

/// What a machine's kernel says, over a connection to the machine itself: for one that has no
/// console. A kernel that dies says its last words elsewhere.
final class KernelLog implements ConsoleSource {
  static final String WORD = "kernel-log";

  private static final Duration FOR_EVER = Duration.ofDays(1000);
  private static final Duration LOOK_AROUND = Duration.ofSeconds(1);
  private static final int NOTHING_FOLLOWS = 70;

  private final Supplier<HostConnection> line;
  private volatile boolean closed;
  private @Nullable Thread connecting;

  private KernelLog(Supplier<HostConnection> line) {
    this.line = line;
  }

  /// Of the one word.
  ///
  /// @param line to the machine, which nobody else uses; closed when nothing more comes
  static KernelLog of(List<String> words, Supplier<HostConnection> line) {
    if (words.size() != 1) {
      throw new LabProblem(
          "reading a console: '%s' is not '%s'".formatted(String.join(" ", words), WORD));
    }
    return new KernelLog(line);
  }

  @Override
  public String read(Sink sink) throws IOException, InterruptedException {
    try (HostConnection host = line.get()) {
      if (!connect(host)) {
        return "closed";
      }
      return follow(host, sink);
    } catch (AutotestException away) {
      throw new IOException(away.problem(), away);
    }
  }

  /// A connection may take a minute, which nobody waits for who closes this.
  private boolean connect(HostConnection host) throws InterruptedException {
    synchronized (this) {
      if (closed) {
        return false;
      }
      connecting = Thread.currentThread();
    }
    try {
      host.connect();
    } finally {
      synchronized (this) {
        connecting = null;
      }
    }
    return true;
  }

  private String follow(HostConnection host, Sink sink) throws IOException, InterruptedException {
    try (RemoteProcess follower =
        host.start(Scripts.load(KernelLog.class, "kernel-log.sh"), FOR_EVER, List.of())) {
      while (!closed) {
        byte[] chunk = follower.next(LOOK_AROUND);
        if (chunk != null && chunk.length == 0) {
          return said(follower.waitFor());
        }
        if (chunk != null) {
          sink.take(chunk, chunk.length);
        }
      }
      return "closed";
    }
  }

  private static String said(int exit) {
    return exit == NOTHING_FOLLOWS
        ? "it has neither a journal, nor /var/log/kern.log, nor a dmesg that follows"
        : "what follows it ended with status " + exit;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (connecting != null) {
      connecting.interrupt();
    }
  }
}
