package org.autotest.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.client.api.Arg;
import org.autotest.client.commandline.Options;
import org.autotest.client.commandline.TestList;
import org.autotest.client.commandline.Usage;
import org.autotest.client.commandline.UsageError;
import org.autotest.client.harness.Harness;
import org.autotest.client.job.JobPaths;
import org.autotest.client.job.JobSettings;
import org.autotest.client.machine.Machine;
import org.autotest.client.python.PythonProgram;
import org.autotest.client.python.PythonWorkers;
import org.autotest.client.test.TestFinder;
import org.autotest.client.worker.JavaProgram;
import org.autotest.core.failure.AutotestException;

/// The program `autotest-local`. Whoever starts it says with system properties where things are:
/// `autotest.home` (this program), `autotest.client` (the client directory), `autotest.tests`
/// (tests that came with it), `autotest.python` (the Python packages).
public final class ClientMain {
  private static final int FAILED = 1;

  private ClientMain() {}

  /// Runs and exits.
  public static void main(String[] args) {
    int status;
    try {
      status = run(List.of(args));
    } catch (UsageError wrong) {
      System.err.println("autotest-local: " + wrong.getMessage());
      System.err.println("autotest-local help tells what there is.");
      status = FAILED;
    } catch (AutotestException trouble) {
      System.err.println(
          "autotest-local: %s (blame: %s)".formatted(trouble.problem(), trouble.blame().inWords()));
      status = FAILED;
    } catch (IOException | UncheckedIOException trouble) {
      System.err.println("autotest-local: " + trouble);
      status = FAILED;
    }
    System.out.flush();
    System.exit(status);
  }

  /// Does what the command line says.
  ///
  /// @return the exit status
  static int run(List<String> commandLine) throws IOException {
    Options options = Options.parse(commandLine);
    List<String> words = options.words();
    String command = words.isEmpty() ? "" : words.getFirst();
    if (options.help() || command.equals("help")) {
      System.out.print(Usage.TEXT);
      return 0;
    }
    return switch (command) {
      case "" -> {
        System.out.print(Usage.TEXT);
        yield FAILED;
      }
      case "list" -> {
        System.out.print(TestList.of(testRoots(options, true)));
        yield 0;
      }
      case "run" -> runTest(options);
      case "fetch", "bootstrap" ->
          throw new UsageError("the command " + command + " is not part of this version");
      default -> runControl(options);
    };
  }

  private static int runControl(Options options) throws IOException {
    Path control = Path.of(options.words().getFirst()).toAbsolutePath().normalize();
    if (options.words().size() > 1) {
      throw new UsageError("'%s' follows the control file".formatted(options.words().get(1)));
    }
    if (!Files.isRegularFile(control)) {
      throw new UsageError("there is no control file " + control);
    }
    return start(options, control, options.args(), Optional.empty());
  }

  private static int runTest(Options options) throws IOException {
    if (options.words().size() < 2) {
      throw new UsageError("run needs the name of a test");
    }
    String name = options.words().get(1);
    List<String> rest = options.words().subList(2, options.words().size());
    List<Path> roots = testRoots(options, true);
    Optional<Path> control = controlOf(name, roots);
    boolean named = !rest.isEmpty() && rest.stream().allMatch(word -> word.indexOf('=') > 0);
    if (control.isPresent() && !named) {
      List<String> args = new ArrayList<>(options.args());
      args.addAll(rest);
      return start(options, control.get(), args, Optional.empty());
    }
    if (new TestFinder(roots).find(name).isEmpty()) {
      throw new UsageError(
          "there is no test '%s' in %s"
              .formatted(name, String.join(", ", roots.stream().map(Path::toString).toList())));
    }
    List<Arg> args = rest.stream().map(ClientMain::arg).toList();
    Path tmp = Files.createDirectories(output(options).resolve("tmp"));
    Path written = tmp.resolve("control." + TestFinder.baseName(name));
    Files.writeString(written, "job.run_test('%s')\n".formatted(name));
    return start(options, written, options.args(), Optional.of(new LocalRun.Direct(name, args)));
  }

  private static Optional<Path> controlOf(String name, List<Path> roots) {
    return roots.stream()
        .filter(root -> TestFinder.isName(name))
        .map(root -> root.resolve(name.replace(':', '/')))
        .flatMap(
            path ->
                Stream.of(path.resolve("control"), path.resolve("Control.java"), path)
                    .filter(file -> name.contains("control") || !file.equals(path)))
        .filter(Files::isRegularFile)
        .findFirst();
  }

  private static Arg arg(String word) {
    int equals = word.indexOf('=');
    if (equals < 1) {
      throw new UsageError("'%s' is no argument: name=value".formatted(word));
    }
    return Arg.arg(word.substring(0, equals), value(word.substring(equals + 1)));
  }

  private static Object value(String text) {
    if (text.matches("-?\\d{1,18}")) {
      return Long.valueOf(text);
    }
    if (text.matches("-?\\d+\\.\\d+")) {
      return Double.valueOf(text);
    }
    return switch (text) {
      case "true", "True" -> true;
      case "false", "False" -> false;
      default -> text;
    };
  }

  private static int start(
      Options options, Path control, List<String> args, Optional<LocalRun.Direct> direct)
      throws IOException {
    Path client = clientDirectory();
    Path output = output(options);
    Path work = Files.isWritable(existing(client)) ? client.resolve("tmp") : output.resolve("tmp");
    JobPaths paths =
        new JobPaths(client, output, work, options.tag(), testRoots(options, direct.isPresent()));
    JobSettings settings =
        new JobSettings(
            control,
            args,
            options.tag(),
            options.user().orElseGet(() -> System.getProperty("user.name", "")),
            options.hostname().orElse(""),
            options.resume(),
            harness(options),
            paths,
            new JobSettings.Time(InstantSource.system(), ZoneId.systemDefault()),
            machine());
    return new LocalRun(settings, programs(), direct, options.verbose()).run();
  }

  private static Machine machine() {
    Path root = Path.of(System.getProperty("autotest.root", "/"));
    return new Machine(root, searchPath(), resumeCommand());
  }

  private static String searchPath() {
    return Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
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

  private static Harness harness(Options options) {
    try {
      return Harness.ofName(options.harness().orElse("standalone"));
    } catch (IllegalArgumentException closed) {
      throw new UsageError(String.valueOf(closed.getMessage()));
    }
  }

  private static LocalRun.Programs programs() {
    String classPath = System.getProperty("java.class.path", "");
    List<String> flags = new ArrayList<>();
    flags.add("-XX:+UseSerialGC");
    flags.add("-XX:+UseCompactObjectHeaders");
    flags.add("-XX:-UsePerfData");
    Path cache = home().resolve("lib/client.aot");
    if (Files.isRegularFile(cache)) {
      flags.add("-XX:AOTCache=" + cache);
      flags.add("-XX:+UnlockDiagnosticVMOptions");
      flags.add("-XX:ArchiveRelocationMode=0");
      flags.add("-XX:-AOTReplayTraining");
    }
    String python = System.getProperty("autotest.python", home().resolve("python").toString());
    return new LocalRun.Programs(
        new JavaProgram(Path.of(System.getProperty("java.home", "")), classPath, flags),
        new PythonWorkers(new PythonProgram(searchPath(), Path.of(python))),
        classPath);
  }

  private static Path home() {
    return Path.of(System.getProperty("autotest.home", ".")).toAbsolutePath().normalize();
  }

  private static Path clientDirectory() {
    String property = System.getProperty("autotest.client", "");
    return property.isEmpty() ? home() : Path.of(property).toAbsolutePath().normalize();
  }

  private static Path output(Options options) {
    return options
        .outputDirectory()
        .map(directory -> directory.toAbsolutePath().normalize())
        .orElseGet(ClientMain::clientDirectory);
  }

  /// The directory, or the nearest one above it that exists.
  private static Path existing(Path directory) {
    Path at = directory;
    while (at.getParent() != null && !Files.exists(at)) {
      at = at.getParent();
    }
    return at;
  }

  private static List<Path> testRoots(Options options, boolean withPresentDirectory) {
    Path client = clientDirectory();
    Stream<Path> installed =
        Stream.of(System.getProperty("autotest.tests", "").split(":", -1))
            .filter(entry -> !entry.isEmpty())
            .map(Path::of);
    Stream<Path> present =
        withPresentDirectory ? Stream.of(Path.of("tests").toAbsolutePath()) : Stream.empty();
    return Stream.of(
            options.testDirectory().stream().map(Path::toAbsolutePath),
            present,
            Stream.of(client.resolve("site_tests"), client.resolve("tests")),
            installed)
        .flatMap(roots -> roots)
        .filter(Files::isDirectory)
        .distinct()
        .toList();
  }
}
