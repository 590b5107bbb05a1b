package org.autotest.app.lab;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.app.config.LabConfig;
import org.autotest.app.notice.NoticeWorker;
import org.autotest.dispatcher.DispatcherConfig;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.launch.SlurmLauncher;
import org.autotest.dispatcher.launch.SlurmLauncher.How;
import org.autotest.dispatcher.plan.Starts;
import org.autotest.dispatcher.results.Archive;
import org.autotest.dispatcher.results.AutoservCommand;
import org.autotest.dispatcher.run.DispatcherService;
import org.autotest.store.Database;
import org.autotest.store.tko.ResultsIngestion;
import org.autotest.web.WebConfig;
import org.autotest.web.WebServer;

/// Dispatcher and web server of a lab, or one of them, in this process. The only list of concrete
/// classes.
public final class Lab implements AutoCloseable {
  /// What may run in a process.
  public enum Part {
    DISPATCHER,
    WEB
  }

  /// Lower than the dispatcher itself, so that many executions do not starve it.
  private static final int AUTOSERV_NICENESS = 5;

  private static final Duration DISPATCHER_STOPS_WITHIN = Duration.ofSeconds(15);

  private final Database database;
  private final Optional<RunningDispatcher> dispatcher;
  private final Optional<RunningWeb> web;

  private Lab(Database database, Optional<RunningDispatcher> dispatcher, Optional<RunningWeb> web) {
    this.database = database;
    this.dispatcher = dispatcher;
    this.web = web;
  }

  /// What the lab is installed as.
  ///
  /// @param home the directory that holds `bin` and `lib`
  /// @param machine the host name of this machine
  /// @param version shown on pages
  public record Installation(Path home, String machine, String version) {}

  private record RunningDispatcher(
      DispatcherService service, Thread thread, Launchers launchers, NoticeWorker notices) {}

  private record RunningWeb(WebServer server, TestWatch tests) {
    void close() {
      tests.close();
      server.close();
    }
  }

  /// What starts autoserv: Slurm where the lab has it, else this machine.
  private record Launchers(LocalLauncher local, Optional<SlurmLauncher> slurm) {
    static Launchers of(LabConfig config) {
      LocalLauncher local = new LocalLauncher(AUTOSERV_NICENESS);
      return new Launchers(
          local,
          config
              .slurm()
              .map(options -> new SlurmLauncher(new How(options, Optional.empty()), local)));
    }

    void close() {
      slurm.ifPresent(SlurmLauncher::close);
      local.close();
    }
  }

  /// Starts what is asked for. The tables must be up to date.
  public static Lab start(
      LabConfig config,
      Installation installation,
      DatabaseSource source,
      InstantSource clock,
      Set<Part> parts) {
    Directories.require(config.resultsDir(), "results directory", "results_dir");
    if (config.results().archive().orElse(null) instanceof Archive.Directory(var archive)) {
      Directories.require(archive, "archive", "archive.dir");
    }
    Database database = Database.open(source.address(), clock);
    Optional<RunningWeb> web = Optional.empty();
    try {
      // The port first: a lab that cannot have it touches no job.
      if (parts.contains(Part.WEB)) {
        web = Optional.of(startWeb(config, installation, source, database, clock));
      }
      Optional<RunningDispatcher> dispatcher =
          parts.contains(Part.DISPATCHER)
              ? Optional.of(
                  startDispatcher(
                      config, installation, database, clock, links(config, installation, web)))
              : Optional.empty();
      return new Lab(database, dispatcher, web);
    } catch (RuntimeException failure) {
      web.ifPresent(RunningWeb::close);
      database.close();
      throw failure;
    }
  }

  private static RunningDispatcher startDispatcher(
      LabConfig config,
      Installation installation,
      Database database,
      InstantSource clock,
      Optional<String> webUrl) {
    DispatcherConfig standard =
        DispatcherConfig.of(
            config.dispatcherName(), config.resultsDir(), autoserv(config, installation.home()));
    DispatcherConfig tuned =
        new DispatcherConfig(
            standard.name(),
            standard.resultsRoot(),
            standard.autoserv(),
            new Starts.Limits(config.processesMax(), standard.limits().startsPerRoundMax()),
            standard.parsesAtOnceMax(),
            standard.timing().with(config.patience()),
            standard.keeping().with(config.reverify()).with(config.results()));
    Launchers launchers = Launchers.of(config);
    DispatcherService.Self self =
        new DispatcherService.Self(
            installation.machine(), launchers.local().ownProcess(), clock, ZoneId.systemDefault());
    DispatcherService service = dispatcher(config, tuned, database, launchers, self);
    Thread thread = Thread.ofPlatform().name("dispatcher").start(service::run);
    NoticeWorker notices =
        new NoticeWorker(database, config.notices(), webUrl, NoticeWorker.Pace.USUAL, clock);
    return new RunningDispatcher(service, thread, launchers, notices);
  }

  private static DispatcherService dispatcher(
      LabConfig config,
      DispatcherConfig tuned,
      Database database,
      Launchers launchers,
      DispatcherService.Self self) {
    ResultsIngestion ingestion = new ResultsIngestion(database);
    return launchers.slurm().isPresent()
        ? new DispatcherService(tuned, database, launchers.slurm().get(), ingestion::ingest, self)
        : DispatcherService.ofDrone(
            tuned, database, launchers.local(), ingestion::ingest, self, config.droneLostAfter());
  }

  /// What the links of notices begin with, without a slash at its end; empty when that is known
  /// nowhere.
  private static Optional<String> links(
      LabConfig config, Installation installation, Optional<RunningWeb> web) {
    return config
        .webUrl()
        .or(() -> web.map(running -> running.server().urlFrom(installation.machine())));
  }

  private static AutoservCommand autoserv(LabConfig config, Path home) {
    List<String> options = new ArrayList<>(config.hosts().options());
    options.addAll(List.of("--tests-dir", config.testsDir().resolve("client").toString()));
    options.addAll(List.of("--server-tests-dir", config.testsDir().resolve("server").toString()));
    return new AutoservCommand(
        List.of(home.resolve("bin/autoserv").toString()), options, config.hosts().beside());
  }

  private static RunningWeb startWeb(
      LabConfig config,
      Installation installation,
      DatabaseSource source,
      Database database,
      InstantSource clock) {
    TestWatch tests = new TestWatch(config.testsDir(), database);
    tests.look();
    WebServer server =
        new WebServer(
            new WebConfig(
                config.webAddress(),
                config.webPort(),
                config.resultsDir(),
                config.testsDir(),
                config.webUrl().map(URI::create),
                WebConfig.SESSION_LENGTH,
                installation.version(),
                config.standards(),
                source::news),
            database,
            clock);
    tests.start();
    return new RunningWeb(server, tests);
  }

  /// The database, for whoever needs it besides; ends with the lab.
  public Database database() {
    return database;
  }

  /// Where the pages are; empty when this process has no web server.
  public Optional<String> url() {
    return web.map(running -> running.server().url());
  }

  /// Stops both; executions go on and are adopted at the next start.
  @Override
  public void close() {
    web.ifPresent(RunningWeb::close);
    dispatcher.ifPresent(Lab::stop);
    database.close();
  }

  private static void stop(RunningDispatcher running) {
    running.service().close();
    running.notices().close();
    try {
      if (!running.thread().join(DISPATCHER_STOPS_WITHIN)) {
        running.thread().interrupt();
        running.thread().join(DISPATCHER_STOPS_WITHIN);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
    running.launchers().close();
  }
}
