package org.autotest.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command lines by which `mariadbd` is started.
final class ServerCommand {
  /// Size of the redo log, in MB; must be the same in a template and its copies.
  static final int REDO_LOG_MB = 32;

  /// Runs the server and ends it when our end of the standard input closes, as it does when we die
  /// in whatever way: no server outlives its starter. It is a session of its own: a signal to the
  /// group of its starter, by a Ctrl-C for one, is for that one to handle, which needs the database
  /// to end in order.
  private static final String GUARD =
      """
      exec 3<&0 </dev/null
      "$@" 3<&- &
      server=$!
      { read -r end <&3; kill -TERM "$server"; } &
      reader=$!
      exec 3<&-
      wait "$server"
      status=$?
      kill "$reader" 2>/dev/null
      exit $status
      """;

  private ServerCommand() {}

  /// Makes system tables from the SQL on its standard input, and ends.
  static List<String> bootstrap(MariaDbInstallation installation, Path data) {
    List<String> command = new ArrayList<>();
    command.add(installation.server().toString());
    command.add("--no-defaults");
    command.add("--bootstrap");
    command.add("--datadir=" + data);
    command.addAll(installation.placeOptions());
    command.addAll(asRoot());
    command.addAll(
        List.of(
            "--skip-ssl",
            "--log-warnings=0",
            "--innodb-log-file-size=%dM".formatted(REDO_LOG_MB),
            "--innodb-buffer-pool-size=32M",
            "--loose-innodb-flush-method=nosync"));
    return command;
  }

  /// Serves until it is told to end.
  ///
  /// @param initFile statements to run before the first client is let in, one a line
  static List<String> serve(
      EmbeddedSettings settings, DataDirectory directory, int port, Path initFile) {
    List<String> command =
        new ArrayList<>(List.of("setsid", "/bin/sh", "-c", GUARD, "mariadb-guard"));
    command.add(settings.installation().server().toString());
    command.add("--no-defaults");
    command.add("--datadir=" + directory.data());
    command.add("--tmpdir=" + directory.temporary());
    command.add("--pid-file=" + directory.pidFile());
    command.add("--init-file=" + initFile);
    command.add("--bind-address=127.0.0.1");
    command.add("--port=" + port);
    // Relative to the data directory: the path of a socket may have no more than 107 characters.
    command.add("--socket=server.sock");
    command.addAll(settings.installation().placeOptions());
    command.addAll(asRoot());
    command.addAll(tuning(settings));
    return command;
  }

  private static List<String> tuning(EmbeddedSettings settings) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--skip-ssl",
                "--skip-log-bin",
                "--skip-name-resolve",
                "--default-time-zone=+00:00",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_unicode_520_nopad_ci",
                "--innodb-buffer-pool-size=%dM".formatted(settings.bufferPoolMb()),
                "--innodb-log-file-size=%dM".formatted(REDO_LOG_MB),
                "--innodb-log-buffer-size=8M",
                "--key-buffer-size=1M",
                "--aria-pagecache-buffer-size=8M",
                "--performance-schema=OFF",
                "--max-connections=300",
                "--table-open-cache=1000",
                "--open-files-limit=4096",
                "--max-allowed-packet=64M"));
    if (settings.isDurable()) {
      options.add("--innodb-flush-log-at-trx-commit=1");
    } else {
      options.add("--innodb-flush-log-at-trx-commit=0");
      options.add("--loose-innodb-flush-method=nosync");
      options.add("--loose-innodb-doublewrite=OFF");
    }
    return options;
  }

  /// MariaDB refuses to run as root unless told to.
  private static List<String> asRoot() {
    try {
      boolean isRoot = Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
      return isRoot ? List.of("--user=root") : List.of();
    } catch (IOException noProc) {
      throw new UncheckedIOException("reading our own user id from /proc", noProc);
    }
  }
}
