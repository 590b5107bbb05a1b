package org.autotest.app.lab;

import java.nio.file.Path;
import java.util.Optional;
import org.autotest.app.config.LabConfig;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.store.embedded.EmbeddedSettings;
import org.autotest.store.embedded.MariaDbInstallation;
import org.autotest.store.embedded.MariaDbNotStarted;

/// Where the lab's database is: the configured one, or a server of our own that ends with this.
public final class DatabaseSource implements AutoCloseable {
  private final DatabaseAddress address;
  private final Optional<EmbeddedMariaDb> embedded;

  private DatabaseSource(DatabaseAddress address, Optional<EmbeddedMariaDb> embedded) {
    this.address = address;
    this.embedded = embedded;
  }

  /// Starts a server of our own where no database is configured; connects to none.
  ///
  /// @param searchPath directories joined by `:`, as in `$PATH`
  /// @throws MalformedInput when there is no program to start
  /// @throws MariaDbNotStarted when it does not come up
  public static DatabaseSource obtain(LabConfig config, String searchPath)
      throws InterruptedException {
    if (config.database().isPresent()) {
      return new DatabaseSource(config.database().get(), Optional.empty());
    }
    Path state = config.stateDir();
    EmbeddedMariaDb server =
        EmbeddedMariaDb.start(
            EmbeddedSettings.durable(
                state.resolve("database"),
                state.resolve("cache/database-templates"),
                installation(config, searchPath)));
    return new DatabaseSource(
        server.address().withConnectionsMax(config.databaseConnections()), Optional.of(server));
  }

  private static MariaDbInstallation installation(LabConfig config, String searchPath) {
    return MariaDbInstallation.find(searchPath)
        .or(
            () ->
                config
                    .mariadbJar()
                    .map(
                        jar ->
                            MariaDbInstallation.unpack(
                                jar, config.stateDir().resolve("cache/mariadb"))))
        .orElseThrow(
            () ->
                new MalformedInput(
                    Blame.LAB,
                    "starting a database",
                    0,
                    "there is no mariadbd on this machine; apt-get install mariadb-server, or name"
                        + " a database with database.url"));
  }

  /// How to connect.
  public DatabaseAddress address() {
    return address;
  }

  /// Ends the server of our own; its data stay.
  @Override
  public void close() {
    embedded.ifPresent(EmbeddedMariaDb::close);
  }
}
