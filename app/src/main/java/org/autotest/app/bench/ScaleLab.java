package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.files.FileTree;
import org.autotest.dispatcher.DispatcherConfig;
import org.autotest.dispatcher.results.AutoservCommand;
import org.autotest.dispatcher.run.DispatcherService;
import org.autotest.store.Database;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.store.embedded.EmbeddedSettings;
import org.autotest.store.embedded.MariaDbInstallation;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.schema.Migrations;

/// A MariaDB of its own with a made-up lab in it, and a dispatcher that is complete but for the
/// processes, which [InstantLauncher] does not start, and the reading of results.
final class ScaleLab implements AutoCloseable {
  /// Room for the tables of 100,000 hosts.
  private static final int BUFFER_POOL_MB = 512;

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Path directory;
  private final EmbeddedMariaDb server;
  private final InstantSource clock;
  private final Database own;
  private final Database submitters;
  private final InstantLauncher launcher = new InstantLauncher();
  private final DispatcherService dispatcher;
  private final Thread loop;

  /// Starts the database; the dispatcher waits for [#start].
  ///
  /// @param directory does not exist yet; removed at the end
  /// @param searchPath where `mariadbd` is looked for
  ScaleLab(Path directory, String searchPath, InstantSource clock)
      throws IOException, InterruptedException {
    this.directory = directory;
    this.clock = clock;
    MariaDbInstallation installation =
        MariaDbInstallation.find(searchPath)
            .orElseThrow(
                () ->
                    new MalformedInput(
                        Blame.LAB, "measuring the dispatcher", 0, "there is no mariadbd on PATH"));
    this.server =
        EmbeddedMariaDb.start(
            new EmbeddedSettings(
                directory.resolve("database"),
                directory.resolve("templates"),
                installation,
                true,
                BUFFER_POOL_MB,
                Duration.ofMinutes(1)));
    Migrations.migrate(server.address());
    this.own = Database.open(server.address(), clock);
    this.submitters = Database.open(server.address(), clock);
    Path results = directory.resolve("results");
    Files.createDirectories(results);
    this.dispatcher =
        new DispatcherService(
            DispatcherConfig.of("bench", results, new AutoservCommand(List.of("none"), List.of())),
            own,
            launcher,
            (_, _, _, _) -> {},
            new DispatcherService.Self(
                "bench", new ProcessRef(1, 1, "bench"), clock, ZoneOffset.UTC));
    this.loop = Thread.ofPlatform().name("dispatcher").unstarted(dispatcher::run);
  }

  /// Lets the dispatcher plan; returns after its first round, by when all that can run was begun.
  ///
  /// @return from nothing in memory to the end of the first round
  Duration start() throws IOException {
    long began = System.nanoTime();
    loop.start();
    await("planning", () -> dispatcher.rounds().totals().rounds() > 0);
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /// Waits until something is so.
  ///
  /// @throws IOException when it takes longer than ten minutes
  void await(String what, BooleanSupplier isSo) throws IOException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!isSo.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IOException("measuring the dispatcher: %s takes too long".formatted(what));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  /// The database as other processes than the dispatcher see it: what they write does not wake it.
  Database submitters() {
    return submitters;
  }

  InstantLauncher launcher() {
    return launcher;
  }

  DispatcherService dispatcher() {
    return dispatcher;
  }

  InstantSource clock() {
    return clock;
  }

  @Override
  public void close() throws IOException {
    dispatcher.close();
    try {
      await("stopping", () -> !loop.isAlive());
    } finally {
      own.close();
      submitters.close();
      server.close();
      FileTree.delete(directory);
    }
  }
}
