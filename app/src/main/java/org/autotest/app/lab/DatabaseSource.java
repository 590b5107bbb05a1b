package org.autotest.app.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
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
  private static final System.Logger log = System.getLogger(DatabaseSource.class.getName());

  private final DatabaseAddress address;
  private final Optional<Own> own;
  private final Optional<Path> stateDir;
  private Optional<DatabaseNews> news = Optional.empty();
  private Optional<DatabaseKeeper> keeper = Optional.empty();

  /// A server that this started.
  private record Own(EmbeddedMariaDb server, RunningDatabase note) {
    void stop() {
      try {
        note.delete();
      } catch (IOException failure) {
        log.log(System.Logger.Level.WARNING, "forgetting where the database was", failure);
      }
      server.close();
    }
  }

  /// @param stateDir of the installation whose server it is; empty for a configured database
  private DatabaseSource(DatabaseAddress address, Optional<Own> own, Optional<Path> stateDir) {
    this.address = address;
    this.own = own;
    this.stateDir = stateDir;
  }

  /// Where no database is configured, finds the server that another program of this installation
  /// runs, or else starts one.
  ///
  /// @param searchPath directories joined by `:`, as in `$PATH`
  /// @throws MalformedInput when there is no program to start
  /// @throws MariaDbNotStarted when it does not come up
  public static DatabaseSource obtain(LabConfig config, String searchPath)
      throws InterruptedException {
    if (config.database().isPresent()) {
      return new DatabaseSource(config.database().get(), Optional.empty(), Optional.empty());
    }
    Path state = config.stateDir();
    Directories.require(state, "state directory", "state_dir");
    RunningDatabase running = new RunningDatabase(state);
    Optional<DatabaseAddress> shared = running.find();
    if (shared.isPresent()) {
      return new DatabaseSource(
          shared.get().withConnectionsMax(config.databaseConnections()),
          Optional.empty(),
          Optional.of(state));
    }
    EmbeddedMariaDb server =
        EmbeddedMariaDb.start(
            EmbeddedSettings.durable(
                state.resolve("database"),
                state.resolve("cache/database-templates"),
                installation(config, searchPath)));
    try {
      running.write(server.address());
    } catch (IOException failure) {
      server.close();
      throw new MalformedInput(
          Blame.LAB, "noting where the database is", 0, String.valueOf(failure.getMessage()));
    }
    return new DatabaseSource(
        server.address().withConnectionsMax(config.databaseConnections()),
        Optional.of(new Own(server, running)),
        Optional.of(state));
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

  /// Starts the server again whenever it dies, if this started it, and tells of it; where another
  /// program of the installation did, tells what that one noted. For programs that live long.
  public void keep(InstantSource clock) {
    news = stateDir.map(state -> new DatabaseNews(state, clock));
    keeper =
        own.flatMap(started -> news.map(told -> new DatabaseKeeper(started.server(), clock, told)));
  }

  /// From now on the server is not started again when it ends: the program is about to end, and who
  /// told it so may have told the server, too.
  public void leaveServer() {
    keeper.ifPresent(DatabaseKeeper::close);
  }

  /// What happened lately to the installation's own server, as a sentence; empty when nothing did.
  public Optional<String> news() {
    return news.flatMap(DatabaseNews::latest);
  }

  /// Ends the server, if this started it; its data stay.
  @Override
  public void close() {
    leaveServer();
    own.ifPresent(Own::stop);
  }
}
