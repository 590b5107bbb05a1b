package org.autotest.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.autotest.client.commandline.NewTest;
import org.autotest.client.commandline.Options;
import org.autotest.client.commandline.Pager;
import org.autotest.client.commandline.TestList;
import org.autotest.client.commandline.Usage;
import org.autotest.client.commandline.UsageError;
import org.autotest.client.fetch.TestFetch;
import org.autotest.client.files.FileTrouble;
import org.autotest.client.harness.ControlOfProgram;
import org.autotest.client.harness.Harness;
import org.autotest.client.harness.StandaloneHarness;
import org.autotest.client.job.JobPaths;
import org.autotest.client.job.JobSettings;
import org.autotest.client.job.JobState;
import org.autotest.client.test.TestFinder;
import org.autotest.core.control.PlainCall;
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
    } catch (InvalidPathException wrong) {
      System.err.println("autotest-local: '%s' is no path".formatted(wrong.getInput()));
      status = FAILED;
    } catch (IOException trouble) {
      System.err.println("autotest-local: " + inWords(trouble));
      status = FAILED;
    } catch (UncheckedIOException trouble) {
      System.err.println("autotest-local: " + inWords(Objects.requireNonNull(trouble.getCause())));
      status = FAILED;
    }
    System.out.flush();
    System.exit(status);
  }

  /// Who may not write where the client keeps what is its own can tell it another place.
  private static String inWords(IOException trouble) {
    String words = FileTrouble.inWords(trouble);
    String client = System.getProperty("autotest.client", "");
    boolean own =
        trouble instanceof FileSystemException refused
            && refused.getFile() != null
            && (client.startsWith(refused.getFile()) || refused.getFile().startsWith(client));
    return own && !client.isEmpty() ? words + "; give --output_dir, or set AUTOTEST_STATE" : words;
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
    Places places = Places.of(options, System.getenv());
    places
        .missingTestDirectory()
        .filter(_ -> !command.equals("new"))
        .ifPresent(
            missing ->
                System.err.println(
                    "autotest-local: there is no directory %s of tests; going on without it"
                        .formatted(missing)));
    if (!options.clientTestSetup().isEmpty()) {
      return setUpTests(options, places);
    }
    return switch (command) {
      case "" -> {
        System.out.print(Usage.TEXT);
        yield FAILED;
      }
      case "list" -> list(places);
      case "run" -> runTest(options, places);
      case "fetch" -> fetch(words, places);
      case "new" -> newTest(options, places);
      case "check" -> check(words, places);
      case "bootstrap" -> bootstrap(options, places);
      default -> runControl(options, places);
    };
  }

  private static int list(Places places) throws IOException {
    Pager.show(TestList.of(places.testDirectories(true)), places.terminal());
    return 0;
  }

  private static int fetch(List<String> words, Places places) throws IOException {
    if (words.size() < 2 || words.size() > 3) {
      throw new UsageError("fetch needs an address, and takes a name");
    }
    Optional<String> name = words.size() == 3 ? Optional.of(words.get(2)) : Optional.empty();
    Path test = new TestFetch(places.web(), places.siteTests()).fetch(words.get(1), name);
    String found = test.getFileName().toString();
    boolean runs =
        new TestFinder(List.of(places.siteTests())).find(found).isPresent()
            || controlOf(found, List.of(places.siteTests())).isPresent();
    System.out.println("Fetched into " + test);
    System.out.println(
        runs
            ? "Run it: autotest-local run " + found
            : "It holds no test called %s, nor a control file.".formatted(found));
    return 0;
  }

  private static int check(List<String> words, Places places) {
    List<Path> files = words.stream().skip(1).map(Path::of).toList();
    if (files.isEmpty()) {
      throw new UsageError("check needs control files");
    }
    return new ControlCheck(places.python(), System.out).areInOrder(files) ? 0 : FAILED;
  }

  private static int newTest(Options options, Places places) throws IOException {
    if (options.words().size() != 2) {
      throw new UsageError("new needs the name of a test");
    }
    String name = options.words().get(1);
    NewTest test = new NewTest(name, options.language());
    Path tests = options.testDirectory().orElse(Path.of("tests"));
    Optional<Path> other =
        new TestFinder(places.testRoots(true)).find(name).map(found -> found.directory());
    System.out.print(test.whatNow(test.write(tests)));
    other.ifPresent(
        hidden ->
            System.err.println(
                "autotest-local: there is another test of that name, which may be hidden now: "
                    + hidden));
    return 0;
  }

  /// Only a harness that has a control file for this machine can start by itself. A job that goes
  /// on has its file and its harness already.
  private static int bootstrap(Options options, Places places) throws IOException {
    JobPaths paths = places.jobPaths();
    Path control = paths.tmp().resolve("control.bootstrap");
    if (options.resume()) {
      return localRun(options, places, settings(options, places, control, paths))
          .run(Optional.empty());
    }
    Optional<String> harness = options.harness().or(() -> places.variable("AUTOTEST_HARNESS"));
    if (harness.isEmpty()) {
      System.out.print(Usage.TEXT);
      return 0;
    }
    if (!Harness.isProgram(harness.get())) {
      throw new UsageError(
          "bootstrap asks the harness for a control file, and '%s' has none to give"
              .formatted(harness.get()));
    }
    String program = Path.of(harness.get()).toAbsolutePath().normalize().toString();
    String args =
        options.harnessArgs().or(() -> places.variable("AUTOTEST_HARNESS_ARGS")).orElse("");
    Files.createDirectories(paths.tmp());
    ask(program, args, control);
    JobSettings settings = settings(options, places, control, paths, harness(program, args, paths));
    return localRun(options, places, settings).run(Optional.empty());
  }

  private static void ask(String program, String args, Path control) throws IOException {
    System.out.println("Asking " + program + " for a control file");
    try {
      ControlOfProgram.write(program, args, control);
    } catch (IllegalArgumentException none) {
      throw new UsageError(String.valueOf(none.getMessage()));
    }
  }

  private static int setUpTests(Options options, Places places) throws IOException {
    if (!options.words().isEmpty()) {
      throw new UsageError(
          "--client_test_setup runs no control file, but '%s' is given"
              .formatted(options.words().getFirst()));
    }
    Path none = Path.of("/dev/null");
    JobSettings settings = settings(options, places, none, places.jobPaths());
    return localRun(options, places, settings).setUpTests(options.clientTestSetup());
  }

  private static int runControl(Options options, Places places) throws IOException {
    Path control = Path.of(options.words().getFirst()).toAbsolutePath().normalize();
    if (options.words().size() > 1) {
      throw new UsageError("'%s' follows the control file".formatted(options.words().get(1)));
    }
    if (!Files.isRegularFile(control)) {
      throw new UsageError("there is no control file " + control);
    }
    JobSettings settings = settings(options, places, control, places.jobPathsOf(control));
    return localRun(options, places, settings).run(Optional.empty());
  }

  private static int runTest(Options options, Places places) throws IOException {
    if (options.words().size() < 2) {
      throw new UsageError("run needs the name of a test");
    }
    String name = options.words().get(1);
    List<String> rest = options.words().subList(2, options.words().size());
    JobPaths paths = places.jobPaths();
    Optional<Path> control = controlOf(name, paths.testRoots());
    boolean named = !rest.isEmpty() && rest.stream().allMatch(word -> word.indexOf('=') > 0);
    if (control.isPresent() && !named) {
      JobSettings settings = settings(options, places, control.get(), paths).withMoreArgs(rest);
      return localRun(options, places, settings).run(Optional.empty());
    }
    TestFinder finder = new TestFinder(paths.testRoots());
    if (finder.find(name).isEmpty()) {
      List<String> roots = paths.testRoots().stream().map(Path::toString).toList();
      throw new UsageError(
          "there is no test '%s' in %s%s"
              .formatted(
                  name,
                  String.join(", ", roots),
                  finder.nearMiss(name).map(near -> "; " + near).orElse("")));
    }
    Map<String, Object> args = new LinkedHashMap<>();
    rest.forEach(word -> putArg(args, word));
    Files.createDirectories(paths.tmp());
    Path written = paths.tmp().resolve("control." + TestFinder.baseName(name));
    Files.writeString(written, "job.run_test('%s')\n".formatted(name));
    return localRun(options, places, settings(options, places, written, paths))
        .run(Optional.of(new PlainCall(name, args, 1, 1)));
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

  private static void putArg(Map<String, Object> args, String word) {
    int equals = word.indexOf('=');
    if (equals < 1) {
      throw new UsageError("'%s' is no argument: name=value".formatted(word));
    }
    args.put(word.substring(0, equals), value(word.substring(equals + 1)));
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

  private static LocalRun localRun(Options options, Places places, JobSettings settings)
      throws IOException {
    return new LocalRun(settings, places.programs(), places.terminal(), options.verbose());
  }

  private static JobSettings settings(Options options, Places places, Path control, JobPaths paths)
      throws IOException {
    return settings(options, places, control, paths, harness(options, control, paths));
  }

  private static JobSettings settings(
      Options options, Places places, Path control, JobPaths paths, Harness harness)
      throws IOException {
    return new JobSettings(
        control,
        options.args(),
        options.tag(),
        options.user().orElseGet(() -> System.getProperty("user.name", "")),
        options.hostname().orElse(""),
        options.resume(),
        harness,
        paths,
        places.config(),
        new JobSettings.Reporting(
            options.tap(), options.junit().map(Path::toAbsolutePath), options.systemLog()),
        new JobSettings.Time(InstantSource.system(), places.zone()),
        places.machine(),
        places.web());
  }

  /// The one that was asked for; for a job that goes on the one it had, unless told otherwise.
  private static Harness harness(Options options, Path control, JobPaths paths) throws IOException {
    return options.resume()
        ? harnessAgain(options, JobState.open(paths.stateFile(control)), paths)
        : harness(options.harness().orElse("standalone"), options.harnessArgs().orElse(""), paths);
  }

  /// A job does not stay half done because nobody can be told of the rest.
  private static Harness harnessAgain(Options options, JobState state, JobPaths paths) {
    String had =
        state.get(JobState.CLIENT, JobState.HARNESS).map(String::valueOf).orElse("standalone");
    String name = options.harness().orElse(had);
    String argsHad =
        state.get(JobState.CLIENT, JobState.HARNESS_ARGS).map(String::valueOf).orElse("");
    String args = options.harnessArgs().orElse(name.equals(had) ? argsHad : "");
    if (options.harness().isPresent() || options.harnessArgs().isPresent()) {
      return harness(name, args, paths);
    }
    try {
      return Harness.of(name, args, paths.tmp());
    } catch (IllegalArgumentException gone) {
      System.err.println(
          "autotest-local: %s; the job goes on without".formatted(gone.getMessage()));
      return new StandaloneHarness();
    }
  }

  private static Harness harness(String name, String args, JobPaths paths) {
    try {
      return Harness.of(name, args, paths.tmp());
    } catch (IllegalArgumentException closed) {
      throw new UsageError(String.valueOf(closed.getMessage()));
    }
  }
}
