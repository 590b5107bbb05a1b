package org.autotest.app;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.autotest.app.config.LabConfig.LogFormat;
import org.autotest.app.config.LabConfig.LogLevel;
import org.autotest.app.log.Logs;

/// What runs while the cache of the server's programs is made: a whole lab on a database of its
/// own, until its pages answer. What was not loaded and linked here makes each start of a
/// dispatcher or a web server slower. Exits as `autotest lab` does when that cannot start.
public final class RehearsalMain {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int ANSWER_MILLIS = 20_000;
  private static final long LOOK_NANOS = 100_000_000;
  private static final List<String> PAGES = List.of("/login", "/healthz", "/metrics", "/");

  private RehearsalMain() {}

  /// Rehearses, and exits with 1 when the pages do not come.
  ///
  /// @param args an empty directory
  public static void main(String[] args) throws IOException {
    Path scratch = Path.of(args[0]).toAbsolutePath();
    int port = freePort();
    Path config =
        Files.writeString(
            scratch.resolve("autotest.conf"),
            """
            state_dir = %s
            dispatcher.name = rehearsal
            web.port = %d
            """
                .formatted(scratch.resolve("state"), port));
    // Before there are two threads that log.
    Logs.toStandardError(LogFormat.TEXT, LogLevel.WARN);
    Thread.ofPlatform().daemon().start(() -> System.exit(visit(port) ? 0 : 1));
    AutotestMain.main(new String[] {"--config", config.toString(), "lab"});
  }

  private static boolean visit(int port) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(port)) {
      if (System.nanoTime() > end) {
        return false;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return true;
  }

  private static boolean answers(int port) {
    try {
      for (String page : PAGES) {
        URI address = URI.create("http://127.0.0.1:%d%s".formatted(port, page));
        HttpURLConnection request = (HttpURLConnection) address.toURL().openConnection();
        request.setInstanceFollowRedirects(false);
        request.setConnectTimeout(ANSWER_MILLIS);
        request.setReadTimeout(ANSWER_MILLIS);
        int status = request.getResponseCode();
        request.disconnect();
        if (status >= HttpURLConnection.HTTP_BAD_REQUEST) {
          return false;
        }
      }
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
