package org.autotest.store.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.autotest.store.DatabaseAddress;

/// A MariaDB server of our own: a child process that listens on the loopback interface only, with
/// an account and a generated password for us alone. It ends with the process that started it,
/// however that one ends; its data stay.
public final class EmbeddedMariaDb implements AutoCloseable {
  private static final System.Logger log = System.getLogger(EmbeddedMariaDb.class.getName());

  /// The database that exists from the first start on.
  public static final String DATABASE = "autotest";

  private static final String USER = "autotest";
  private static final int PORTS_TRIED_MAX = 5;
  private static final Duration POLL = Duration.ofMillis(10);
  private static final Duration ASKED_EVERY = Duration.ofSeconds(2);

  private final EmbeddedSettings settings;
  private final DataDirectory directory;
  private final int port;
  private final String password;
  private volatile Process guard;

  private EmbeddedMariaDb(
      EmbeddedSettings settings,
      DataDirectory directory,
      Process guard,
      int port,
      String password) {
    this.settings = settings;
    this.directory = directory;
    this.guard = guard;
    this.port = port;
    this.password = password;
  }

  /// Starts the server and waits until it answers: well under half a second when a template exists.
  /// A data directory that does not exist is made; a server left by a killed process is ended
  /// first.
  ///
  /// @throws MariaDbNotStarted when the directory is in use, or the server does not come up; the
  ///   message holds the line of its log that tells why
  public static EmbeddedMariaDb start(EmbeddedSettings settings) throws InterruptedException {
    DataDirectory directory = null;
    try {
      directory = DataDirectory.take(settings.directory(), settings.patience());
      if (directory.isEmpty()) {
        directory.fill(Template.obtain(settings));
      }
      Files.createDirectories(directory.temporary());
      return startServer(settings, directory);
    } catch (IOException failure) {
      release(directory);
      throw new MariaDbNotStarted(settings.directory(), describe(failure), failure);
    } catch (InterruptedException | RuntimeException failure) {
      release(directory);
      throw failure;
    }
  }

  private static EmbeddedMariaDb startServer(EmbeddedSettings settings, DataDirectory directory)
      throws IOException, InterruptedException {
    String password = directory.password();
    for (int attempt = 1; ; attempt++) {
      int port = freePort();
      ServerStart start = ServerStart.make(settings, directory, port, accountStatements(password));
      EmbeddedMariaDb server =
          new EmbeddedMariaDb(settings, directory, start.guard(), port, password);
      if (server.isUp()) {
        start.forgetAccount();
        return server;
      }
      boolean isAlive = start.guard().isAlive();
      server.stop();
      String trouble = start.trouble();
      boolean isPortTaken = trouble.contains("port") && !isAlive;
      if (!isPortTaken || attempt >= PORTS_TRIED_MAX) {
        throw server.notStarted(isAlive, trouble);
      }
    }
  }

  /// Starts the server once more after it ended by itself or was killed: where it was, with the
  /// port and the account that it had, so that who knows its address finds it again. What was
  /// committed durably is there.
  ///
  /// @throws MariaDbNotStarted when it does not come up; asking once more does no harm
  /// @throws IllegalStateException while it runs
  public void startAgain() throws InterruptedException {
    if (guard.isAlive()) {
      throw new IllegalStateException("the server runs");
    }
    try {
      ServerStart start = ServerStart.make(settings, directory, port, accountStatements(password));
      guard = start.guard();
      if (!isUp()) {
        boolean isAlive = guard.isAlive();
        stop();
        throw notStarted(isAlive, start.trouble());
      }
      start.forgetAccount();
    } catch (IOException failure) {
      throw new MariaDbNotStarted(settings.directory(), describe(failure), failure);
    }
  }

  private MariaDbNotStarted notStarted(boolean wasAlive, String trouble) {
    return new MariaDbNotStarted(
        settings.directory(),
        (wasAlive
                ? "no answer in %d s: ".formatted(settings.patience().toSeconds())
                : "mariadbd ended with status %d: ".formatted(guard.exitValue()))
            + trouble);
  }

  private static String accountStatements(String password) {
    return """
        CREATE OR REPLACE USER '%1$s'@'127.0.0.1' IDENTIFIED BY '%2$s';
        GRANT ALL PRIVILEGES ON *.* TO '%1$s'@'127.0.0.1' WITH GRANT OPTION;
        CREATE DATABASE IF NOT EXISTS %3$s;
        """
        .formatted(USER, password, DATABASE);
  }

  private boolean isUp() throws InterruptedException {
    long deadline = System.nanoTime() + settings.patience().toNanos();
    while (System.nanoTime() < deadline) {
      if (guard.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
        return false;
      }
      try (Connection connection =
          DriverManager.getConnection(
              url(DATABASE) + "?connectTimeout=2000&socketTimeout=5000", USER, password)) {
        if (connection.isValid(5)) {
          return true;
        }
      } catch (SQLException notYet) {
        log.log(System.Logger.Level.TRACE, "MariaDB does not answer yet", notYet);
      }
    }
    return false;
  }

  /// How to connect to the database that exists from the first start on.
  public DatabaseAddress address() {
    return address(DATABASE);
  }

  /// How to connect to another database of this server; it must have been created.
  public DatabaseAddress address(String database) {
    return DatabaseAddress.of(url(database), USER, password);
  }

  private String url(String database) {
    return "jdbc:mariadb://127.0.0.1:%d/%s".formatted(port, database);
  }

  /// What the server has to say, over all starts.
  public Path logFile() {
    return directory.logFile();
  }

  /// The process id of the server itself.
  ///
  /// @throws IllegalStateException when it no longer runs
  public long pid() {
    try {
      return directory
          .runningServer()
          .map(ProcessHandle::pid)
          .orElseThrow(() -> new IllegalStateException("the server does not run"));
    } catch (IOException unreadable) {
      throw new IllegalStateException("the pidfile cannot be read", unreadable);
    }
  }

  /// Waits until the server has ended, whoever ended it.
  ///
  /// @return its exit status; 128 and the signal that killed it
  public int awaitEnd() throws InterruptedException {
    return guard.waitFor();
  }

  /// Whether the server runs.
  public boolean isAlive() {
    return guard.isAlive();
  }

  /// Ends the server in order, within the patience of the settings; after that by force, which
  /// costs the next start a recovery and loses nothing that was committed durably.
  @Override
  public void close() {
    stop();
    release(directory);
  }

  private void stop() {
    boolean wasInterrupted = Thread.interrupted();
    try {
      closePipe();
      if (!endsWhenAsked()) {
        kill();
      }
    } catch (IOException pipeWasBroken) {
      kill();
    } catch (InterruptedException hurry) {
      wasInterrupted = true;
      kill();
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// A server that is just starting may overhear it when the guard asks; so it is asked again.
  private boolean endsWhenAsked() throws InterruptedException {
    long deadline = System.nanoTime() + settings.patience().toNanos();
    while (System.nanoTime() < deadline) {
      if (guard.waitFor(ASKED_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      guard.children().forEach(ProcessHandle::destroy);
    }
    return false;
  }

  /// Lets go of the guard, which then ends the server; the same happens when this process dies.
  void closePipe() throws IOException {
    guard.getOutputStream().close();
  }

  private void kill() {
    log.log(
        System.Logger.Level.WARNING,
        "MariaDB in {0} did not end when asked; killing it",
        directory.root());
    try {
      directory.runningServer().ifPresent(ProcessHandle::destroyForcibly);
    } catch (IOException unreadable) {
      log.log(System.Logger.Level.WARNING, "the pidfile cannot be read", unreadable);
    }
    guard.descendants().forEach(ProcessHandle::destroyForcibly);
    guard.destroyForcibly();
  }

  private static void release(@org.jspecify.annotations.Nullable DataDirectory directory) {
    if (directory == null) {
      return;
    }
    try {
      directory.close();
    } catch (IOException failure) {
      log.log(System.Logger.Level.WARNING, "giving a data directory free", failure);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String describe(IOException failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.toString();
  }
}
