package org.autotest.app.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.autotest.store.DatabaseAddress;

/// The note by which programs of one installation find the MariaDB that another of them runs: three
/// lines, URL, account and password, in a file that only the account of the lab can read.
final class RunningDatabase {
  private static final int CONNECT_MS_MAX = 1_000;

  private final Path note;

  /// A note, which may be absent.
  ///
  /// @param stateDir of the installation
  RunningDatabase(Path stateDir) {
    this.note = stateDir.resolve("database-address");
  }

  /// Where the server is; empty when none is noted, or the one that was is gone.
  Optional<DatabaseAddress> find() {
    try {
      List<String> lines = Files.readAllLines(note);
      if (lines.size() < 3) {
        return Optional.empty();
      }
      DatabaseAddress address = DatabaseAddress.of(lines.get(0), lines.get(1), lines.get(2));
      return answers(address) ? Optional.of(address) : Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  /// Notes a server that runs.
  void write(DatabaseAddress address) throws IOException {
    Path beside = note.resolveSibling(note.getFileName() + ".new");
    Files.deleteIfExists(beside);
    Files.createFile(
        beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(beside, List.of(address.url(), address.user(), address.password()));
    Files.move(beside, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /// Forgets it.
  void delete() throws IOException {
    Files.deleteIfExists(note);
  }

  private static boolean answers(DatabaseAddress address) {
    URI uri = URI.create(address.url().replaceFirst("^jdbc:", ""));
    try (Socket socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getByName(uri.getHost()), uri.getPort()),
          CONNECT_MS_MAX);
      return true;
    } catch (IOException gone) {
      return false;
    }
  }
}
