package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.app.lab.Accounts;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.autotest.store.Database;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.access.Caller;
import org.autotest.store.embedded.EmbeddedMariaDb;
import org.autotest.store.embedded.EmbeddedSettings;
import org.autotest.store.embedded.MariaDbInstallation;
import org.autotest.store.hosts.HostStore;
import org.autotest.store.hosts.NewHost;
import org.autotest.store.schema.Migrations;

/// A lab whose dispatcher is a program of its own, as installed, and can be killed. Its autoserv is
/// a short script that leaves what autoserv leaves, and ends as the name of the job says.
final class CrashLab implements AutoCloseable {
  /// Who submits.
  static final String OWNER = "bench";

  /// Says in `ran` when a job's run really begins. Words in the name of the job: `slow`, `fail`,
  /// `vanish`, `never`, `badverify`, `badcleanup`, `badrepair`.
  private static final String AUTOSERV =
      """
      #!/bin/sh
      label=autoserv; kind=main; name=
      while [ $# -gt 0 ]; do
        case $1 in
          -r) dir=$2; shift;;
          -l) name=$2; shift;;
          -v) kind=verify;;
          -C) kind=cleanup;;
          -R) kind=repair;;
          --pidfile-label) label=$2; kind=gather; shift;;
          -u|-m|-P) shift;;
        esac
        shift
      done
      pidfile=$dir/.${label}_execute
      case $kind-$name-$dir in main-*never*@*) ;; main-*never*) exit 3;; esac
      [ $kind != main ] || echo "$dir" >> "ROOT/ran"
      echo $$ > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
      case $kind-$name in main-*slow*) sleep 2;; *) sleep 0.$(( $$ % 3 + 1 ));; esac
      case $kind-$name in
        main-*vanish*) kill -s KILL $$;;
        main-*fail*|verify-*badverify*|cleanup-*badcleanup*|repair-*badrepair*) status=256;;
        *) status=0;;
      esac
      printf '%s\\n%s\\n0\\n' $$ $status > "$pidfile.new"; mv "$pidfile.new" "$pidfile"
      exit $(( status / 256 ))
      """;

  private final Path root;
  private final EmbeddedMariaDb server;
  private final Database database;
  private Optional<Process> dispatcher = Optional.empty();

  /// Starts the database and makes the hosts; the dispatcher waits for [#startDispatcher].
  CrashLab(Path root, String searchPath, InstantSource clock, List<String> hosts)
      throws IOException, InterruptedException {
    this.root = root;
    MariaDbInstallation installation =
        MariaDbInstallation.find(searchPath)
            .orElseThrow(
                () ->
                    new MalformedInput(
                        Blame.LAB, "measuring crashes", 0, "there is no mariadbd on PATH"));
    Path home = Files.createDirectories(root.resolve("home/bin"));
    Path autoserv = home.resolve("autoserv");
    Files.writeString(autoserv, AUTOSERV.replace("ROOT", root.toString()));
    Files.setPosixFilePermissions(autoserv, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(root.resolve("ran"), "");
    this.server =
        EmbeddedMariaDb.start(
            EmbeddedSettings.durable(
                root.resolve("database"), root.resolve("templates"), installation));
    DatabaseAddress address = server.address();
    Migrations.migrate(address);
    this.database = Database.open(address, clock);
    new Accounts(database).add(OWNER, Accounts.Level.ROOT, "bench bench");
    for (String host : hosts) {
      new HostStore(database).create(Caller.SYSTEM, NewHost.of(host));
    }
    configure(address);
  }

  private void configure(DatabaseAddress address) throws IOException {
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
        """
            .formatted(root.resolve("state"), address.url(), address.user(), password));
  }

  Database database() {
    return database;
  }

  /// Directories of all runs of jobs that really began, one line each.
  List<String> ran() throws IOException {
    return Files.readAllLines(root.resolve("ran"));
  }

  /// Starts the dispatcher, which must not run.
  void startDispatcher() throws IOException {
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

  /// Kills every autoserv that runs, without warning.
  ///
  /// @return how many
  int killAutoservs() {
    String mark = root.resolve("home/bin/autoserv").toString();
    List<ProcessHandle> running =
        ProcessHandle.allProcesses()
            .filter(
                process ->
                    process
                        .info()
                        .arguments()
                        .filter(arguments -> List.of(arguments).contains(mark))
                        .isPresent())
            .toList();
    running.forEach(ProcessHandle::destroyForcibly);
    return running.size();
  }

  /// The end of the dispatcher's log, for whoever wants to know why.
  String log() throws IOException {
    List<String> lines = Files.readAllLines(root.resolve("dispatcher.log"));
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
  }

  @Override
  public void close() {
    try {
      killDispatcher();
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    killAutoservs();
    database.close();
    server.close();
  }

  /// Longest time that anything here may take.
  static final Duration PATIENCE = Duration.ofMinutes(4);
}
