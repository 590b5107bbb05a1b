package org.autotest.client;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.autotest.client.api.Arg;
import org.autotest.client.bridge.BridgeServer;
import org.autotest.client.control.JavaControl;
import org.autotest.client.control.PythonControl;
import org.autotest.client.control.SingleTest;
import org.autotest.client.job.ClientJob;
import org.autotest.client.job.JobPaths;
import org.autotest.client.job.JobSettings;
import org.autotest.client.job.JobState;
import org.autotest.client.log.Console;
import org.autotest.client.log.LogFiles;
import org.autotest.client.log.LogFormat;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.TeeLog;
import org.autotest.client.source.SourceCompiler;
import org.autotest.client.sysinfo.SysInfo;
import org.autotest.client.worker.TestOpener;
import org.autotest.client.worker.Worker;
import org.autotest.client.worker.WorkerProgram;
import org.autotest.core.control.ControlLanguage;

/// Puts a job together and runs it: the list of everything a job consists of.
final class LocalRun {
  /// A test to run in place of a control file.
  record Direct(String test, List<Arg> args) {}

  /// How workers are started.
  record Programs(WorkerProgram java, WorkerProgram python, String classPath) {}

  private final JobSettings settings;
  private final Programs programs;
  private final Optional<Direct> direct;
  private final boolean verbose;

  LocalRun(JobSettings settings, Programs programs, Optional<Direct> direct, boolean verbose) {
    this.settings = settings;
    this.programs = programs;
    this.direct = direct;
    this.verbose = verbose;
  }

  /// Runs the job.
  ///
  /// @return the exit status of the client
  int run() throws IOException {
    JobPaths paths = settings.paths();
    PrintStream out = System.out;
    PrintStream err = System.err;
    Files.createDirectories(paths.tmp());
    JobState state = state(paths);
    if (settings.resumed() && !state.has(JobState.CLIENT, "steps")) {
      out.println("no job of " + settings.control() + " is waiting to go on: all done");
      return 1;
    }
    Optional<Path> aside = settings.resumed() ? Optional.empty() : paths.makeFreshResults();
    LogFormat format = new LogFormat(settings.time().clock(), settings.time().zone());
    try (LogFiles files = LogFiles.open(paths.results().resolve("debug"), "client", format)) {
      TeeLog log = new TeeLog(new Console(out, err, format, verbose), files);
      aside.ifPresent(
          old -> log.log(LogLevel.INFO, "Older results of this tag are kept in " + old));
      log.log(LogLevel.INFO, "Writing results to " + paths.results());
      return run(state, log);
    }
  }

  private int run(JobState state, TeeLog log) throws IOException {
    JobPaths paths = settings.paths();
    SourceCompiler compiler =
        new SourceCompiler(paths.work().resolve("classes"), programs.classPath());
    BridgeServer bridge = BridgeServer.open();
    TestOpener opener =
        new TestOpener(bridge, programs.java(), programs.python(), compiler, paths.tmp(), log);
    ClientJob.ControlFactory controls = controls(compiler, bridge, log);
    try (ClientJob job =
        ClientJob.open(settings, state, new SysInfo(log), opener, bridge, log, controls)) {
      Thread thread = Thread.currentThread();
      Runtime.getRuntime()
          .addShutdownHook(
              Thread.ofPlatform().unstarted(() -> job.stop(thread, "the client was told to stop")));
      return job.run();
    }
  }

  private ClientJob.ControlFactory controls(
      SourceCompiler compiler, BridgeServer bridge, TeeLog log) throws IOException {
    if (direct.isPresent()) {
      return (job, _) -> new SingleTest(job, direct.get().test(), direct.get().args());
    }
    if (isJava(settings.control())) {
      return (job, _) -> new JavaControl(compiler, settings.control(), job, log);
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
