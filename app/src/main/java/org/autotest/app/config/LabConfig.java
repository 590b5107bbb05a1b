package org.autotest.app.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.MalformedInput;
import org.autotest.core.host.Protection;
import org.autotest.dispatcher.DispatcherConfig.Results;
import org.autotest.dispatcher.DispatcherConfig.Reverify;
import org.autotest.dispatcher.plan.Patience;
import org.autotest.dispatcher.results.Archive;
import org.autotest.store.DatabaseAddress;
import org.autotest.web.action.LabStandards;

/// Everything that a lab can be told, checked. [ConfigKey] describes each part.
///
/// @param database empty for the MariaDB of our own
/// @param mariadbJar where a `mariadbd` can be unpacked from; empty for none
/// @param webUrl without a slash at its end; empty to make it of address and port
/// @param droneLostAfter the silence of this machine after which what it runs is given up
/// @param slurm more words for `sbatch`; empty when autoserv is started on this machine
public record LabConfig(
    Path stateDir,
    Path resultsDir,
    Path testsDir,
    Optional<DatabaseAddress> database,
    int databaseConnections,
    Optional<Path> mariadbJar,
    String webAddress,
    int webPort,
    Optional<String> webUrl,
    String dispatcherName,
    int processesMax,
    Duration droneLostAfter,
    Optional<List<String>> slurm,
    Patience patience,
    Reverify reverify,
    Results results,
    HostConfig hosts,
    LabStandards standards,
    NoticeConfig notices,
    LogFormat logFormat,
    LogLevel logLevel) {

  /// How log lines look.
  public enum LogFormat {
    TEXT,
    JSON
  }

  /// The least important line that is still logged.
  public enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }

  /// Where the configuration of an installation stands when nobody says otherwise.
  public static final Path STANDARD_FILE = Path.of("/etc/autotest/autotest.conf");

  /// What the program finds around itself.
  ///
  /// @param home the directory that holds `bin` and `lib`
  /// @param environment the variables of the process
  /// @param userHome the home directory of the account
  /// @param machine the host name of this machine
  public record Surroundings(
      Path home, Map<String, String> environment, Path userHome, String machine) {
    public Surroundings {
      environment = Map.copyOf(environment);
    }

    /// Where programs are looked for: directories joined by `:`; may be empty.
    public String searchPath() {
      return variable("PATH").orElse("");
    }

    /// Whether this account can run it.
    ///
    /// @param name a path, or what is looked for
    public boolean hasProgram(String name) {
      return name.contains("/")
          ? isProgram(Path.of(name))
          : Arrays.stream(searchPath().split(":"))
              .filter(directory -> !directory.isBlank())
              .anyMatch(directory -> isProgram(Path.of(directory, name)));
    }

    private static boolean isProgram(Path file) {
      return Files.isExecutable(file) && !Files.isDirectory(file);
    }

    private Optional<String> variable(String name) {
      return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    private Path stateDir() {
      return variable("AUTOTEST_STATE")
          .or(() -> variable("XDG_STATE_HOME").map(parent -> parent + "/autotest"))
          .map(Path::of)
          .orElse(userHome.resolve(".local/state/autotest"))
          .toAbsolutePath();
    }
  }

  /// The file that `$AUTOTEST_CONFIG` names, else [#STANDARD_FILE] where it exists, else none.
  public static Optional<Path> file(Surroundings around) {
    return around
        .variable("AUTOTEST_CONFIG")
        .map(Path::of)
        .or(() -> Optional.of(STANDARD_FILE).filter(Files::exists));
  }

  /// Reads one file.
  ///
  /// @throws MalformedInput with file and line, when something is wrong
  public static LabConfig read(Path file, Surroundings around) {
    return of(ConfigFile.read(file), around);
  }

  /// The standard values.
  public static LabConfig standard(Surroundings around) {
    return of(ConfigFile.empty(around.home()), around);
  }

  private static Optional<String> webUrl(ConfigFile file) {
    String url = file.text(ConfigKey.WEB_URL);
    if (!url.isEmpty() && ConfigFile.webAddress(url).isEmpty()) {
      throw file.wrong(ConfigKey.WEB_URL, "an address such as https://lab.example");
    }
    return Optional.of(url.replaceFirst("/+$", "")).filter(text -> !text.isEmpty());
  }

  private static LabConfig of(ConfigFile file, Surroundings around) {
    Path state = file.path(ConfigKey.STATE_DIR, around.stateDir());
    int connections = file.number(ConfigKey.DATABASE_CONNECTIONS, 1, 1_000);
    return new LabConfig(
        state,
        file.path(ConfigKey.RESULTS_DIR, state.resolve("results")),
        file.readableDirectory(ConfigKey.TESTS_DIR).orElse(around.home().resolve("testsuite")),
        database(file, connections),
        connections,
        file.optionalPath(ConfigKey.MARIADB_JAR)
            .or(() -> around.variable("AUTOTEST_MARIADB_JAR").map(Path::of)),
        file.text(ConfigKey.WEB_ADDRESS),
        file.number(ConfigKey.WEB_PORT, 0, 65_535),
        webUrl(file),
        Optional.of(file.text(ConfigKey.DISPATCHER_NAME))
            .filter(name -> !name.isEmpty())
            .orElse(around.machine()),
        file.number(ConfigKey.DISPATCHER_PROCESSES, 1, 10_000),
        Duration.ofMinutes(file.number(ConfigKey.DISPATCHER_DRONE_LOST_AFTER, 1, 10_080)),
        slurm(file),
        patience(file),
        reverify(file),
        results(file, around),
        HostConfig.of(file),
        standards(file),
        NoticeConfig.of(file, around.machine()),
        LogFormat.valueOf(upper(file.word(ConfigKey.LOG_FORMAT, List.of("text", "json")))),
        LogLevel.valueOf(
            upper(file.word(ConfigKey.LOG_LEVEL, List.of("error", "warn", "info", "debug")))));
  }

  private static Patience patience(ConfigFile file) {
    return new Patience(
        Duration.ofSeconds(file.number(ConfigKey.DISPATCHER_GROUP_WAIT, 0, 86_400)),
        Duration.ofHours(file.number(ConfigKey.DISPATCHER_AGE_STEP, 1, 8_760)),
        Duration.ofMinutes(file.number(ConfigKey.DISPATCHER_GANG_PATIENCE, 0, 10_080)),
        Duration.ofMinutes(file.number(ConfigKey.DISPATCHER_TASK_LIMIT, 1, 10_080)));
  }

  private static Reverify reverify(ConfigFile file) {
    return new Reverify(
        Duration.ofMinutes(file.number(ConfigKey.DISPATCHER_REVERIFY_AFTER, 0, 10_080)),
        file.number(ConfigKey.DISPATCHER_REVERIFY_AT_ONCE, 1, 10_000));
  }

  private static LabStandards standards(ConfigFile file) {
    return new LabStandards(
        Duration.ofHours(file.number(ConfigKey.JOB_TIMEOUT, 1, 8_760)),
        Duration.ofHours(file.number(ConfigKey.JOB_MAX_RUNTIME, 1, 8_760)),
        Protection.ofWord(
                file.word(
                    ConfigKey.HOST_PROTECTION,
                    Arrays.stream(Protection.values()).map(Protection::word).toList()))
            .orElseThrow(),
        Optional.of(reverify(file).after()).filter(Duration::isPositive));
  }

  private static Results results(ConfigFile file, Surroundings around) {
    List<String> command = words(file.text(ConfigKey.ARCHIVE_COMMAND));
    if (!command.isEmpty() && !around.hasProgram(command.getFirst())) {
      throw file.wrong(ConfigKey.ARCHIVE_COMMAND, "a program that this account can run");
    }
    Optional<Path> directory = file.optionalPath(ConfigKey.ARCHIVE_DIR);
    if (!command.isEmpty() && directory.isPresent()) {
      throw file.wrong(ConfigKey.ARCHIVE_DIR, "nothing, since there is archive.command,");
    }
    return new Results(
        command.isEmpty()
            ? directory.map(Archive.Directory::new)
            : Optional.of(new Archive.Command(command)),
        Duration.ofDays(file.number(ConfigKey.RESULTS_KEEP_DAYS, 0, 36_500)));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }

  private static Optional<DatabaseAddress> database(ConfigFile file, int connections) {
    String url = file.text(ConfigKey.DATABASE_URL);
    if (url.isEmpty()) {
      return Optional.empty();
    }
    String password = file.secret(ConfigKey.DATABASE_PASSWORD_FILE).orElse("");
    try {
      return Optional.of(
          DatabaseAddress.of(url, file.text(ConfigKey.DATABASE_USER), password)
              .withConnectionsMax(connections));
    } catch (IllegalArgumentException notOne) {
      throw file.wrong(ConfigKey.DATABASE_URL, "jdbc:mariadb://HOST:PORT/DATABASE");
    }
  }

  private static Optional<List<String>> slurm(ConfigFile file) {
    List<String> options = words(file.text(ConfigKey.SLURM_OPTIONS));
    boolean isSlurm = file.word(ConfigKey.LAUNCHER, List.of("local", "slurm")).equals("slurm");
    boolean areOptions = options.stream().allMatch(word -> word.startsWith("-"));
    if (!areOptions || (!isSlurm && !options.isEmpty())) {
      throw file.wrong(ConfigKey.SLURM_OPTIONS, "options that begin with -, and launcher = slurm");
    }
    return isSlurm ? Optional.of(options) : Optional.empty();
  }

  private static String upper(String word) {
    return word.toUpperCase(java.util.Locale.ROOT);
  }
}
