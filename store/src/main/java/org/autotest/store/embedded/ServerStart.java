package org.autotest.store.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One start of a server: its process, and what it has to say.
final class ServerStart {
  private final DataDirectory directory;
  private final Process guard;
  private final long loggedBefore;

  private ServerStart(DataDirectory directory, Process guard, long loggedBefore) {
    this.directory = directory;
    this.guard = guard;
    this.loggedBefore = loggedBefore;
  }

  /// Starts the process, which is not up yet then.
  ///
  /// @param accountStatements MariaDB runs them as its superuser before it lets anybody in
  static ServerStart make(
      EmbeddedSettings settings, DataDirectory directory, int port, String accountStatements)
      throws IOException {
    DataDirectory.writePrivately(initFile(directory), accountStatements);
    Path log = directory.logFile();
    long logged = Files.exists(log) ? Files.size(log) : 0;
    Process guard =
        new ProcessBuilder(ServerCommand.serve(settings, directory, port, initFile(directory)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new ServerStart(directory, guard, logged);
  }

  private static Path initFile(DataDirectory directory) {
    return directory.root().resolve("init.sql");
  }

  /// The process that ends with the server.
  Process guard() {
    return guard;
  }

  /// The line of its log that tells what is wrong.
  String trouble() {
    return ServerLog.lastError(directory.logFile(), loggedBefore);
  }

  /// Once it is up nobody needs to read the password there.
  void forgetAccount() throws IOException {
    Files.deleteIfExists(initFile(directory));
  }
}
