package org.autotest.client;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.autotest.client.bridge.BridgeServer;
import org.autotest.client.commandline.UsageError;
import org.autotest.client.config.ClientConfig;
import org.autotest.client.control.JavaControl;
import org.autotest.client.control.MentionedTests;
import org.autotest.client.control.PythonControl;
import org.autotest.client.control.TestSequence;
import org.autotest.client.crash.CoreDumps;
import org.autotest.client.files.FileTrouble;
import org.autotest.client.files.Unguessable;
import org.autotest.client.job.ClientJob;
import org.autotest.client.job.JobPaths;
import org.autotest.client.job.JobSettings;
import org.autotest.client.job.JobState;
import org.autotest.client.job.SetupRun;
import org.autotest.client.log.Console;
import org.autotest.client.log.LimitedLog;
import org.autotest.client.log.LogFiles;
import org.autotest.client.log.LogFormat;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.log.SystemLog;
import org.autotest.client.log.TeeLog;
import org.autotest.client.process.Presence;
import org.autotest.client.report.Reports;
import org.autotest.client.source.Api;
import org.autotest.client.source.SourceCompiler;
import org.autotest.client.sysinfo.SysInfo;
import org.autotest.client.test.TestFinder;
import org.autotest.client.view.LiveView;
import org.autotest.client.view.Terminal;
import org.autotest.client.worker.TestOpener;
import org.autotest.client.worker.Worker;
import org.autotest.client.worker.WorkerProgram;
import org.autotest.core.control.ControlLanguage;
import org.autotest.core.control.PlainCall;
import org.autotest.core.control.PlainControl;
import org.autotest.core.files.FileTree;

/// Puts a job together and runs it: the list of everything a job consists of.
final class LocalRun {
  /// How workers are started.
  record Programs(WorkerProgram java, WorkerProgram python, Api api) {}

  private final JobSettings settings;
  private final Programs programs;
  private final Terminal terminal;
  private final boolean verbose;

  LocalRun(JobSettings settings, Programs programs, Terminal terminal, boolean verbose) {
    this.settings = settings;
    this.programs = programs;
    this.terminal = terminal;
    this.verbose = verbose;
  }

  /// Sets tests up, in place of a job.
  ///
  /// @param tests their names; `all` stands for every test there is
  /// @return the exit status of the client
  int setUpTests(List<String> tests) throws IOException {
    JobPaths paths = settings.paths();
    Files.createDirectories(paths.tmp());
    Path scratch = Unguessable.directory(paths.tmp(), "setup-");
    try {
      JobPaths own =
          new JobPaths(
              paths.client(), scratch, paths.work(), scratch, paths.tag(), paths.testRoots());
      Files.createDirectories(own.results());
      LogFormat format = new LogFormat(settings.time().clock(), settings.time().zone());
      Console log = new Console(System.out, System.err, format, verbose);
      SourceCompiler compiler = new SourceCompiler(paths.work().resolve("classes"), programs.api());
      JobState state = JobState.open(scratch.resolve("state"));
      try (BridgeServer bridge = BridgeServer.open(scratch);
          TestOpener opener =
              new TestOpener(bridge, programs.java(), programs.python(), compiler, scratch, log);
          SetupRun run =
              new SetupRun(settings.withPaths(own), state, sysinfo(log), opener, bridge, log)) {
        return run.run(tests.contains("all") ? everyTest(paths.testRoots()) : tests) ? 0 : 1;
      }
    } finally {
      FileTree.delete(scratch);
    }
  }

  private static List<String> everyTest(List<Path> roots) throws IOException {
    TestFinder finder = new TestFinder(roots);
    TreeSet<String> names = new TreeSet<>();
    for (Path root : roots) {
      try (Stream<Path> entries = Files.list(root)) {
        entries
            .map(entry -> entry.getFileName().toString())
            .filter(name -> finder.find(name).isPresent())
            .forEach(names::add);
      }
    }
    return List.copyOf(names);
  }

  /// Runs the job.
  ///
  /// @param direct a test in place of the control file
  /// @return the exit status of the client
  int run(Optional<PlainCall> direct) throws IOException {
    JobPaths paths = settings.paths();
    if (!settings.machine().has("setsid")) {
      throw new UsageError("the program setsid (util-linux) is not on PATH; nothing runs without");
    }
    Files.createDirectories(paths.tmp());
    JobState state = state(paths);
    if (settings.resumed() && !state.has(JobState.CLIENT, "steps")) {
      System.out.println("no job of " + settings.control() + " is waiting to go on: all done");
      return 1;
    }
    requireReports();
    // First: what is mounted in older results is unmounted where they are.
    try (Presence presence = Presence.begin(paths.clientNotes())) {
      settings.harness().begin();
      Optional<Path> aside = settings.resumed() ? Optional.empty() : paths.makeFreshResults();
      return run(direct, state, presence, aside);
    } finally {
      settings.harness().end();
    }
  }

  private int run(
      Optional<PlainCall> direct, JobState state, Presence presence, Optional<Path> aside)
      throws IOException {
    JobPaths paths = settings.paths();
    PrintStream out = System.out;
    PrintStream err = System.err;
    LogFormat format = new LogFormat(settings.time().clock(), settings.time().zone());
    try (LogFiles files = LogFiles.open(paths.results().resolve("debug"), logName(), format)) {
      SystemLog systemLog = new SystemLog();
      Optional<LiveView> view =
          verbose || !terminal.isOutput()
              ? Optional.empty()
              : Optional.of(LiveView.open(out, terminal.columns(), terminal.wantsColours()));
      LogSink console = view.isPresent() ? view.get() : new Console(out, err, format, verbose);
      TeeLog log = new TeeLog(console, files, systemLog);
      introduce(log, systemLog, aside);
      presence.tell(log);
      try {
        return run(state, direct, log);
      } finally {
        systemLog.disable();
        view.ifPresent(
            shown -> {
              shown.log(LogLevel.INFO, "Results: " + paths.results());
              shown.close();
            });
      }
    }
  }

  /// Who asks for a file and would not get it learns it before the job.
  private void requireReports() {
    settings
        .reporting()
        .junit()
        .ifPresent(
            file -> {
              try {
                Reports.tryJunit(file);
              } catch (IOException cannot) {
                throw new UsageError("--junit %s: %s".formatted(file, FileTrouble.reason(cannot)));
              }
            });
  }

  private void introduce(TeeLog log, SystemLog systemLog, Optional<Path> aside) {
    if (settings.reporting().systemLog()) {
      enable(systemLog, log);
    }
    for (String unknown : settings.config().unknownNames()) {
      log.log(
          LogLevel.WARNING, "the configuration sets %s, which means nothing".formatted(unknown));
    }
    aside.ifPresent(old -> log.log(LogLevel.INFO, "Older results of this tag are kept in " + old));
    log.log(LogLevel.INFO, "Writing results to " + settings.paths().results());
  }

  /// The base name of the job's log files.
  private String logName() {
    String name =
        settings.config().text(ClientConfig.CLIENT, "default_logging_name").orElse("client");
    return name.contains("/") ? "client" : name;
  }

  private static void enable(SystemLog systemLog, TeeLog log) {
    try {
      systemLog.enable();
    } catch (IOException missing) {
      log.log(
          LogLevel.WARNING,
          "the log is not copied to the system log: the program logger is not installed");
    }
  }

  private int run(JobState state, Optional<PlainCall> direct, TeeLog log) throws IOException {
    JobPaths paths = settings.paths();
    SourceCompiler compiler = new SourceCompiler(paths.work().resolve("classes"), programs.api());
    LimitedLog ofControl = new LimitedLog(log, LimitedLog.limit());
    try (CoreDumps dumps = coreDumps(log);
        BridgeServer bridge = BridgeServer.open(paths.clientNotes());
        TestOpener opener =
            new TestOpener(
                bridge, programs.java(), programs.python(), compiler, paths.tmp(), log)) {
      EndOfClient end = EndOfClient.awaited(dumps, settings.harness());
      dumps.begin(settings.wantsCoreDumps());
      prepare(opener);
      ClientJob.ControlFactory controls = controls(direct, compiler, bridge, ofControl);
      try (ClientJob job =
          ClientJob.open(settings, state, sysinfo(log), opener, bridge, dumps, log, controls)) {
        end.first(job);
        return job.run();
      }
    } finally {
      ofControl.finish();
    }
  }

  /// As soon as what a worker inherits is as it shall be: it takes longer to start than anything
  /// else here.
  private void prepare(TestOpener opener) throws IOException {
    String text = Files.readString(settings.control(), StandardCharsets.ISO_8859_1);
    TestFinder finder = new TestFinder(settings.paths().testRoots());
    MentionedTests.in(text, finder).forEach(opener::startAhead);
  }

  private CoreDumps coreDumps(LogSink log) {
    return new CoreDumps(
        settings.machine(),
        new org.autotest.client.machine.Programs(log),
        log,
        settings.paths().tmp());
  }

  private SysInfo sysinfo(LogSink log) {
    boolean packages =
        settings.config().truth(ClientConfig.CLIENT, "log_installed_packages", false);
    return new SysInfo(log, settings.machine(), settings.paths().work(), packages);
  }

  private ClientJob.ControlFactory controls(
      Optional<PlainCall> direct, SourceCompiler compiler, BridgeServer bridge, LogSink log)
      throws IOException {
    if (direct.isPresent()) {
      return (job, _) -> new TestSequence(job, List.of(direct.get()));
    }
    if (isJava(settings.control())) {
      return (job, _) -> new JavaControl(compiler, settings.control(), job, log);
    }
    Optional<PlainControl> plain = settings.resumed() ? Optional.empty() : plain();
    if (plain.isPresent()) {
      return (job, _) -> new TestSequence(job, plain.get().calls());
    }
    programs.python().prepare();
    return (_, calls) -> {
      Worker worker =
          Worker.start(bridge, programs.python(), "control", settings.paths().results(), log);
      worker.assign(calls, log);
      return new PythonControl(worker, settings.control(), settings.args());
    };
  }

  /// By the name, when that says it; else by how the text begins.
  private static boolean isJava(Path control) throws IOException {
    String name = control.getFileName().toString();
    if (name.endsWith(".java") || name.endsWith(".py")) {
      return name.endsWith(".java");
    }
    String text = Files.readString(control, StandardCharsets.ISO_8859_1);
    return ControlLanguage.of(text) == ControlLanguage.JAVA;
  }

  /// What a Python control file does, when that is so plain that it needs no Python.
  private Optional<PlainControl> plain() throws IOException {
    try {
      return PlainControl.of(Files.readString(settings.control()));
    } catch (CharacterCodingException notUtf8) {
      return Optional.empty();
    }
  }

  /// Of a fresh job: what a server left for it to begin with, if anything.
  private JobState state(JobPaths paths) throws IOException {
    Path file = paths.stateFile(settings.control());
    if (!settings.resumed()) {
      Files.deleteIfExists(file);
      Path initial = paths.initialStateFile(settings.control());
      if (Files.exists(initial)) {
        Files.move(initial, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return JobState.open(file);
  }
}
