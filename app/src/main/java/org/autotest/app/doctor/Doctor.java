package org.autotest.app.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.app.config.LabConfig;
import org.autotest.core.failure.AutotestException;
import org.autotest.dispatcher.results.Archive;
import org.autotest.store.DatabaseAddress;
import org.autotest.store.DatabaseUnavailable;
import org.autotest.store.embedded.MariaDbInstallation;
import org.autotest.store.schema.Migrations;
import org.autotest.store.schema.SchemaMismatch;

/// Looks at everything that a lab on this machine needs.
public final class Doctor {
  /// Below this much free space a lab does not start.
  private static final long BYTES_LEAST = 200_000_000;

  /// Below this much free space results will soon have no room.
  private static final long BYTES_WANTED = 2_000_000_000;

  private static final String WEB_ADDRESS =
      "name an address of this machine with web.address; 0.0.0.0 are all";

  private final LabConfig config;
  private final Path home;
  private final String searchPath;

  /// Prepares the look.
  ///
  /// @param home the directory that holds `bin` and `lib`
  /// @param searchPath directories joined by `:`, as in `$PATH`
  public Doctor(LabConfig config, Path home, String searchPath) {
    this.config = config;
    this.home = home;
    this.searchPath = searchPath;
  }

  /// Looks; changes nothing but a file that it makes and removes in the state directory.
  public List<Finding> examine() {
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.good("java", "our own, " + Runtime.version()));
    findings.add(ssh());
    findings.add(python());
    config.slurm().ifPresent(_ -> findings.add(slurm()));
    findings.add(database());
    findings.add(space("state directory", config.stateDir()));
    findings.add(space("results", config.resultsDir()));
    if (config.results().archive().orElse(null) instanceof Archive.Directory(var archive)) {
      findings.add(space("archive", archive));
    }
    findings.add(port());
    findings.add(client());
    findings.add(tests());
    return findings;
  }

  private static Finding ssh() {
    return Tool.version(List.of("ssh", "-V"))
        .map(version -> Finding.good("ssh", version))
        .orElseGet(
            () ->
                Finding.bad(
                    "ssh",
                    "no ssh on PATH",
                    "machines are reached with it: apt-get install openssh-client"));
  }

  private static Finding python() {
    return Tool.version(List.of("python3", "--version"))
        .map(version -> Finding.good("python3", version))
        .orElseGet(
            () ->
                Finding.warning(
                    "python3",
                    "no python3 on PATH",
                    "control files and tests in Python will not run here: apt-get install python3"));
  }

  private static Finding slurm() {
    return Tool.version(List.of("sbatch", "--version"))
        .map(version -> Finding.good("slurm", version))
        .orElseGet(
            () ->
                Finding.bad(
                    "slurm",
                    "no sbatch on PATH",
                    "autoserv is started by it: apt-get install slurm-client, or launcher = local"));
  }

  private Finding database() {
    Optional<DatabaseAddress> configured = config.database();
    if (configured.isPresent()) {
      try {
        Migrations.check(configured.get());
        return Finding.good("database", configured.get().shown());
      } catch (AutotestException problem) {
        return Finding.bad("database", problem.problem(), mend(problem));
      }
    }
    Optional<MariaDbInstallation> installed = MariaDbInstallation.find(searchPath);
    if (installed.isPresent()) {
      return Finding.good("database", "our own, run by " + installed.get().server());
    }
    return config
        .mariadbJar()
        .filter(Files::isReadable)
        .map(jar -> Finding.good("database", "our own, unpacked from " + jar))
        .orElseGet(
            () ->
                Finding.bad(
                    "database",
                    "no database.url is configured, and there is no mariadbd",
                    "apt-get install mariadb-server, or name a database in the configuration"));
  }

  private static String mend(AutotestException problem) {
    return switch (problem) {
      case DatabaseUnavailable _ ->
          "start the database, or mend database.url, .user or .password_file";
      case SchemaMismatch mismatch when mismatch.isNewer() ->
          "install the version here that the other machines of the lab have";
      default -> "autotest migrate brings the tables up to date";
    };
  }

  private static Finding space(String subject, Path directory) {
    Path existing = directory;
    while (!Files.exists(existing)) {
      Path parent = existing.getParent();
      if (parent == null) {
        break;
      }
      existing = parent;
    }
    try {
      if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
        return Finding.bad(
            subject,
            "%s cannot be written".formatted(existing),
            "let this account write there, or name another directory in the configuration");
      }
      long free = Files.getFileStore(existing).getUsableSpace();
      String shown = "%s, %,d MB free".formatted(directory, free / 1_000_000);
      if (free < BYTES_LEAST) {
        return Finding.bad(subject, shown, "make room: the database needs 200 MB to start");
      }
      return free < BYTES_WANTED
          ? Finding.warning(subject, shown, "make room: results grow with every job")
          : Finding.good(subject, shown);
    } catch (IOException unknown) {
      return Finding.warning(
          subject, "%s: %s".formatted(directory, unknown.getMessage()), "look at the disk");
    }
  }

  private Finding port() {
    String shown = "%s:%d".formatted(config.webAddress(), config.webPort());
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(
          new InetSocketAddress(InetAddress.getByName(config.webAddress()), config.webPort()));
      return Finding.good("web port", shown + " is free");
    } catch (UnknownHostException none) {
      return Finding.bad("web port", shown + ": there is no such address", WEB_ADDRESS);
    } catch (IOException taken) {
      return isOurs()
          ? Finding.warning(
              "web port",
              "%s: %s".formatted(shown, taken.getMessage()),
              "a lab that runs already has it; else choose another with web.port")
          : Finding.bad("web port", shown + ": no address of this machine", WEB_ADDRESS);
    }
  }

  /// Whether some port of the address can be had.
  private boolean isOurs() {
    try (ServerSocket any = new ServerSocket()) {
      any.bind(new InetSocketAddress(InetAddress.getByName(config.webAddress()), 0));
      return true;
    } catch (IOException another) {
      return false;
    }
  }

  private Finding client() {
    try (var files = Files.newDirectoryStream(home.resolve("lib/client"), "*.tar.gz")) {
      var iterator = files.iterator();
      if (iterator.hasNext()) {
        return Finding.good("client", iterator.next().getFileName().toString());
      }
    } catch (IOException absent) {
      // The same as a directory without an archive.
    }
    return Finding.bad(
        "client",
        "%s holds no client archive".formatted(home.resolve("lib/client")),
        "start dist/bin/autotest of a complete build: ./autotest build");
  }

  private Finding tests() {
    Path directory = config.testsDir().resolve("client");
    try (var entries = Files.list(directory)) {
      long count = entries.filter(Files::isDirectory).count();
      return Finding.good("tests", "%s, %d tests".formatted(directory, count));
    } catch (IOException absent) {
      return Finding.bad(
          "tests",
          "%s cannot be read".formatted(directory),
          "name the directory of the client tests with tests_dir");
    }
  }
}
