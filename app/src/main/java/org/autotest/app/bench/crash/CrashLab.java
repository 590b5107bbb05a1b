package org.autotest.app.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.autotest.app.lab.Accounts;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.store.embedded.EmbeddedSettings;
import org.autotest.store.embedded.MariaDbInstallation;
import org.autotest.store.lab.Leases;
import org.autotest.store.schema.Migrations;

/// A lab whose dispatcher is a program of its own, as installed, and can be killed. What else it
/// runs are [CrashPrograms].
final class CrashLab implements AutoCloseable {
  /// Who submits.
  static final String OWNER = "bench";

  private static final String[] NO_ARGUMENTS = {};
  private static final String REAL_AUTOSERV = "org.autotest.autoserv.AutoservMain";
  private static final Duration PLANS_WITHIN = Duration.ofMinutes(1);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  private final Path root;
  private final CrashPrograms programs;
  private final EmbeddedMariaDb server;
  private final Database database;
  private Optional<Process> dispatcher = Optional.empty();
  private Optional<Machines> machines = Optional.empty();
  private boolean archives;

  /// Starts the database; the dispatcher waits for [#startDispatcher].
  ///
  /// @param home the installation whose autoserv is run for [Machines]
  CrashLab(Path root, Path home, String searchPath, InstantSource clock)
      throws IOException, InterruptedException {
    this.root = root;
    MariaDbInstallation installation =
        MariaDbInstallation.find(searchPath)
            .orElseThrow(
                () ->
                    new MalformedInput(
                        Blame.LAB, "measuring crashes", 0, "there is no mariadbd on PATH"));
    this.programs = CrashPrograms.write(root, home);
    this.server =
        EmbeddedMariaDb.start(
            EmbeddedSettings.durable(
                root.resolve("database"), root.resolve("templates"), installation));
    DatabaseAddress address = server.address();
    Migrations.migrate(address);
    this.database = Database.open(address, clock);
    new Accounts(database).add(OWNER, Accounts.Level.ROOT, "bench bench");
  }

  private void configure() throws IOException {
    DatabaseAddress address = server.address();
    Path password = root.resolve("password");
    Files.writeString(password, address.password() + "\n");
    Files.writeString(
        root.resolve("autotest.conf"),
        """
        state_dir = %s
        dispatcher.name = crash
        database.url = %s
        database.user = %s
        database.password_file = %s
        dispatcher.group_wait = 3
        archive.command = %s
        """
                .formatted(
                    root.resolve("state"),
                    address.url(),
                    address.user(),
                    password,
                    archives ? programs.archive() : "")
            + machines.map(Machines::configuration).orElse(""));
  }

  Database database() {
    return database;
  }

  /// Directories of all runs of jobs that really began, one line each.
  List<String> ran() throws IOException {
    return Files.readAllLines(root.resolve("ran"));
  }

  /// The results of a job, one directory for each host.
  Path results(JobId job) {
    return root.resolve("state/results").resolve("%s-%s".formatted(job, OWNER));
  }

  CrashPrograms programs() {
    return programs;
  }

  /// Switches real machines on, for the next dispatcher.
  Machines machines() throws IOException {
    Machines on = Machines.start(root.resolve("machines"), programs.released(Bystanders.MARK));
    machines = Optional.of(on);
    return on;
  }

  /// The next dispatcher archives results.
  void archive() {
    archives = true;
  }

  /// Starts the dispatcher, which must not run, and waits until it plans.
  ///
  /// @return how long that took
  Duration startDispatcher() throws IOException {
    long before = Leases.generation(database);
    long began = System.nanoTime();
    launchDispatcher();
    while (Leases.generation(database) == before) {
      if (System.nanoTime() - began > PLANS_WITHIN.toNanos()) {
        throw new IOException("starting a dispatcher once more: it does not plan\n" + log());
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private void launchDispatcher() throws IOException {
    configure();
    List<String> argv =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Dautotest.home=" + root.resolve("home"),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "org.autotest.app.AutotestMain",
                "--config",
                root.resolve("autotest.conf").toString(),
                "dispatcher"));
    dispatcher =
        Optional.of(
            new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(
                    ProcessBuilder.Redirect.appendTo(root.resolve("dispatcher.log").toFile()))
                .start());
  }

  /// Kills the dispatcher without warning.
  void killDispatcher() throws InterruptedException {
    if (dispatcher.isPresent()) {
      dispatcher.get().destroyForcibly().waitFor();
      dispatcher = Optional.empty();
    }
  }

  /// Kills every autoserv of some scenarios, without warning.
  ///
  /// @return how many
  int killAutoservs(Collection<String> marks) {
    List<ProcessHandle> running = autoservs(marks);
    running.forEach(ProcessHandle::destroyForcibly);
    return running.size();
  }

  /// Every autoserv of some scenarios that runs.
  List<ProcessHandle> autoservs(Collection<String> marks) {
    return ProcessHandle.allProcesses()
        .filter(process -> isOf(process.info().arguments().orElse(NO_ARGUMENTS), marks))
        .toList();
  }

  private boolean isOf(String[] arguments, Collection<String> marks) {
    List<String> words = List.of(arguments);
    return (words.contains(programs.autoserv().toString()) || words.contains(REAL_AUTOSERV))
        && words.stream().anyMatch(word -> word.startsWith(root.toString()))
        && words.stream().anyMatch(word -> marks.stream().anyMatch(word::startsWith));
  }

  /// The end of the dispatcher's log, for whoever wants to know why.
  private String log() throws IOException {
    List<String> lines = Files.readAllLines(root.resolve("dispatcher.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  @Override
  public void close() throws IOException {
    try {
      killDispatcher();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    killAutoservs(List.of(""));
    if (machines.isPresent()) {
      machines.get().close();
    }
    database.close();
    server.close();
  }
}
