package org.autotest.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.client.commandline.Options;
import org.autotest.client.config.ClientConfig;
import org.autotest.client.fetch.Web;
import org.autotest.client.job.JobPaths;
import org.autotest.client.machine.LocalZone;
import org.autotest.client.machine.Machine;
import org.autotest.client.python.PythonProgram;
import org.autotest.client.python.PythonWorkers;
import org.autotest.client.source.Api;
import org.autotest.client.test.TestFinder;
import org.autotest.client.view.Terminal;
import org.autotest.client.worker.JavaProgram;

/// Where everything is: what the program's installation, the configuration files, the environment
/// and the command line say together.
final class Places {
  private final Options options;
  private final ClientConfig config;
  private final Path home;
  private final Path client;
  private final Optional<Path> custom;
  private final Map<String, String> environment;

  private Places(
      Options options,
      ClientConfig config,
      Path home,
      Path client,
      Map<String, String> environment) {
    this.options = options;
    this.config = config;
    this.home = home;
    this.client = client;
    this.environment = environment;
    this.custom =
        options
            .testDirectory()
            .or(() -> variable(environment, "CUSTOM_DIR").map(Path::of))
            .map(Path::toAbsolutePath);
  }

  /// How the terminal is, if there is one.
  Terminal terminal() {
    return Terminal.of(environment);
  }

  /// Reads the configuration and the system properties that [ClientMain] lists.
  static Places of(Options options, Map<String, String> environment) throws IOException {
    Path home = Path.of(System.getProperty("autotest.home", ".")).toAbsolutePath().normalize();
    String property = System.getProperty("autotest.client", "");
    Path client = property.isEmpty() ? home : Path.of(property).toAbsolutePath().normalize();
    ClientConfig config =
        ClientConfig.read(variable(environment, "AUTOTEST_TOP_PATH").map(Path::of), client);
    return new Places(options, config, home, client, environment);
  }

  ClientConfig config() {
    return config;
  }

  /// Where results and fetched tests go.
  Path output() {
    return options
        .outputDirectory()
        .or(() -> config.path(ClientConfig.CLIENT, "output_dir"))
        .map(directory -> directory.toAbsolutePath().normalize())
        .orElse(client);
  }

  /// The directory of fetched tests.
  Path siteTests() {
    return output().resolve("site_tests");
  }

  /// For a job with a control file. Where it stands in the directory of a test, the tests beside
  /// that one are found too, after all others.
  JobPaths jobPathsOf(Path control) {
    Optional<Path> test = Optional.ofNullable(control.getParent());
    Optional<Path> around = test.map(Path::getParent);
    List<Path> roots = new ArrayList<>(testRoots(false));
    if (around.isPresent()
        && !roots.contains(around.get())
        && new TestFinder(List.of(around.get()))
            .find(test.get().getFileName().toString())
            .isPresent()) {
      roots.add(around.get());
    }
    return jobPaths(roots);
  }

  /// For a job without one: tests are looked for in `./tests` too.
  JobPaths jobPaths() {
    return jobPaths(testRoots(true));
  }

  private JobPaths jobPaths(List<Path> roots) {
    Path output = output();
    Optional<Path> scratch =
        config.path(ClientConfig.COMMON, "test_output_dir").map(Path::toAbsolutePath);
    Path tmp = scratch.orElse(output.resolve("tmp"));
    Path work =
        scratch.orElseGet(() -> Files.isWritable(existing(client)) ? client.resolve("tmp") : tmp);
    return new JobPaths(client, output, work, tmp, options.tag(), roots);
  }

  /// A test directory that was asked for and is not there; the run goes on without it.
  Optional<Path> missingTestDirectory() {
    return custom.filter(directory -> !Files.isDirectory(directory));
  }

  /// The directories of tests, with what each is called in a list. The first that has a test wins.
  Map<Path, String> testDirectories(boolean withPresentDirectory) {
    Map<Path, String> all = new LinkedHashMap<>();
    custom.ifPresent(directory -> all.put(directory, "Tests of your own"));
    if (withPresentDirectory) {
      all.putIfAbsent(Path.of("tests").toAbsolutePath(), "Tests here");
    }
    all.putIfAbsent(siteTests(), "Fetched tests");
    all.putIfAbsent(client.resolve("site_tests"), "Fetched tests");
    for (String directory : config.list(ClientConfig.COMMON, "test_dir")) {
      all.putIfAbsent(Path.of(directory).toAbsolutePath(), "Tests of this machine");
    }
    all.putIfAbsent(client.resolve("tests"), "Tests of the client");
    Stream.of(System.getProperty("autotest.tests", "").split(":", -1))
        .filter(entry -> !entry.isEmpty())
        .forEach(entry -> all.putIfAbsent(Path.of(entry), "Tests that came along"));
    all.keySet().removeIf(directory -> !Files.isDirectory(directory));
    return all;
  }

  /// The directories of [#testDirectories].
  List<Path> testRoots(boolean withPresentDirectory) {
    return List.copyOf(testDirectories(withPresentDirectory).keySet());
  }

  /// The machine, which a test of the client may replace by a directory.
  Machine machine() {
    Path root = Path.of(System.getProperty("autotest.root", "/"));
    boolean supervised = environment.containsKey("AUTOTEST_RUN");
    return new Machine(root, searchPath(), resumeCommand(), supervised);
  }

  /// How web servers are reached from here.
  Web web() {
    return Web.of(environment);
  }

  /// The zone of local times.
  ZoneId zone() {
    return LocalZone.of(environment, Path.of("/"));
  }

  private String searchPath() {
    return variable("PATH").orElse("/usr/bin:/bin");
  }

  /// The command line of this process, so that it goes on with the job; empty when it is not to be
  /// had.
  private static List<String> resumeCommand() {
    try {
      String[] words = Files.readString(Path.of("/proc/self/cmdline")).split("\0", -1);
      List<String> command = new ArrayList<>(List.of(words));
      command.removeIf(String::isEmpty);
      int main = command.indexOf(ClientMain.class.getName());
      if (main < 0) {
        return List.of();
      }
      boolean resumed = command.contains("--continue") || command.contains("-c");
      if (!resumed) {
        command.add(main + 1, "--continue");
      }
      return command;
    } catch (IOException hidden) {
      return List.of();
    }
  }

  /// How workers are started.
  LocalRun.Programs programs() throws IOException {
    String classPath = System.getProperty("java.class.path", "");
    List<String> flags = new ArrayList<>();
    flags.add("-XX:+UseSerialGC");
    flags.add("-XX:+UseCompactObjectHeaders");
    flags.add("-XX:-UsePerfData");
    // As for the harness: what is compiled in a short test is hardly used.
    flags.add("-XX:CompileThresholdScaling=5");
    flags.add("-Duser.language=en");
    flags.add("-Duser.country=US");
    flags.add("-Djdk.reflect.useNativeAccessorOnly=true");
    flags.add("-Djava.nio.channels.spi.SelectorProvider=sun.nio.ch.EPollSelectorProvider");
    Path cache = home.resolve("lib/client.aot");
    if (Files.isRegularFile(cache)) {
      flags.add("-XX:AOTCache=" + cache);
      flags.add("-XX:+UnlockDiagnosticVMOptions");
      flags.add("-XX:ArchiveRelocationMode=0");
      flags.add("-XX:-AOTReplayTraining");
    }
    return new LocalRun.Programs(
        new JavaProgram(Path.of(System.getProperty("java.home", "")), classPath, flags),
        new PythonWorkers(python()),
        Api.of(home, classPath));
  }

  /// The interpreter of this machine.
  PythonProgram python() {
    String packages = System.getProperty("autotest.python", home.resolve("python").toString());
    return new PythonProgram(searchPath(), Path.of(packages), variablesOfTests());
  }

  private Map<String, String> variablesOfTests() {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("AUTODIR", client.toString());
    variables.put("AUTODIRBIN", client.resolve("bin").toString());
    variables.put("AUTODIRTEST", client.resolve("tests").toString());
    custom.ifPresent(directory -> variables.put("CUSTOM_DIR", directory.toString()));
    return variables;
  }

  /// A variable of the environment; empty when it is not set, or blank.
  Optional<String> variable(String name) {
    return variable(environment, name);
  }

  private static Optional<String> variable(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /// The directory, or the nearest one above it that exists.
  private static Path existing(Path directory) {
    Path at = directory;
    while (at.getParent() != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at;
  }
}
