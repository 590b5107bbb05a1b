package org.autotest.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.autotest.app.config.LabConfig;
import org.autotest.app.config.LabConfig.LogFormat;
import org.autotest.app.config.LabConfig.LogLevel;
import org.autotest.app.config.LabConfig.Surroundings;
import org.autotest.app.lab.Lab;
import org.autotest.app.log.Logs;
import org.autotest.core.failure.AutotestException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The server's programs under one name. Exit status: 0 done, 1 could not, 2 misunderstood.
@Command(
    name = "autotest",
    description = "Submits tests to a lab of machines, runs them there, and keeps the results.",
    subcommands = {
      DemoCommand.class,
      LabCommand.Both.class,
      LabCommand.Dispatcher.class,
      LabCommand.Web.class,
      UserCommand.class,
      MigrateCommand.class,
      DoctorCommand.class,
      ConfigCommand.class,
      TkoParseCommand.class,
      BenchCommand.class,
      VersionCommand.class,
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Begin with: autotest demo",
    })
public final class AutotestMain {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description = "The configuration; else $AUTOTEST_CONFIG, else /etc/autotest/autotest.conf.")
  private @Nullable Path configFile;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Explains the command.")
  @SuppressWarnings("unused") // The parser acts on it.
  private boolean help;

  private final Surroundings around;
  private final InstantSource clock;

  private AutotestMain(Surroundings around, InstantSource clock) {
    this.around = around;
    this.clock = clock;
  }

  /// Starts the program that the first argument names.
  public static void main(String[] arguments) {
    Logs.toStandardError(LogFormat.TEXT, LogLevel.WARN);
    AutotestMain top = new AutotestMain(surroundings(), InstantSource.system());
    CommandLine line =
        new CommandLine(top)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setUsageHelpAutoWidth(true)
            .setExecutionExceptionHandler(AutotestMain::explain);
    System.exit(arguments.length == 0 ? usage(line) : line.execute(arguments));
  }

  /// Where the program is and what it may read.
  Surroundings around() {
    return around;
  }

  InstantSource clock() {
    return clock;
  }

  /// The file named on the command line, or by the [LabConfig#file] of the surroundings; empty for
  /// none.
  Optional<Path> configFile() {
    return Optional.ofNullable(configFile).or(() -> LabConfig.file(around));
  }

  /// What stands in [#configFile], else the standard values.
  LabConfig config() {
    return configFile()
        .map(file -> LabConfig.read(file, around))
        .orElseGet(() -> LabConfig.standard(around));
  }

  /// What this program is part of.
  Lab.Installation installation() {
    return new Lab.Installation(around.home(), around.machine(), version());
  }

  /// The version that the build wrote.
  String version() {
    try {
      return Files.readString(around.home().resolve("VERSION")).strip();
    } catch (IOException notInstalled) {
      return "not built";
    }
  }

  private static int usage(CommandLine line) {
    line.usage(line.getOut());
    return 0;
  }

  private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult ignored) {
    PrintWriter err = line.getErr();
    if (failure instanceof AutotestException known) {
      err.printf("autotest: %s (blame: %s)%n", known.problem(), known.blame().inWords());
    } else {
      err.println("autotest: a bug; please report it with these lines");
      describe(failure, err);
    }
    return 1;
  }

  private static void describe(Throwable failure, PrintWriter err) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      err.println(cause);
      for (StackTraceElement element : cause.getStackTrace()) {
        err.println("  at " + element);
      }
    }
  }

  private static Surroundings surroundings() {
    Path home =
        Path.of(Optional.ofNullable(System.getProperty("autotest.home")).orElse("."))
            .toAbsolutePath()
            .normalize();
    return new Surroundings(
        home, System.getenv(), Path.of(System.getProperty("user.home")), machineName());
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }
}
