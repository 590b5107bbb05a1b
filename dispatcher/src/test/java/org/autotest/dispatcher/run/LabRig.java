package org.autotest.dispatcher.run;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.Explanation;
import org.autotest.dispatcher.DispatcherConfig;
import org.autotest.dispatcher.DispatcherConfig.Keeping;
import org.autotest.dispatcher.DispatcherConfig.Timing;
import org.autotest.dispatcher.plan.ArchiveDesk;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.plan.ParseDesk;
import org.autotest.dispatcher.plan.Patience;
import org.autotest.dispatcher.plan.Starts;
import org.autotest.dispatcher.results.ArchiveFailed;
import org.autotest.dispatcher.results.AutoservCommand;
import org.autotest.dispatcher.results.ResultsArchive;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.dispatcher.results.ResultsIngest;
import org.autotest.dispatcher.run.FakeLauncher.Running;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.autotest.store.lab.DroneOrders;
import org.autotest.store.lab.DroneReader;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabIds;
import org.autotest.store.lab.LabStore;
import org.autotest.store.lab.LaunchReader;
import org.autotest.store.lab.Leases;
import org.autotest.store.views.WhyViews;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.SettableClock;

/// A dispatcher on a real database, with processes and a clock that the test moves.
final class LabRig implements AutoCloseable {
  /// Longest wait for threads beside the loop.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final Database database;
  final SettableClock clock;
  final LabBuilder build;
  final FakeLauncher launcher = new FakeLauncher();
  final Path root;
  final List<String> ingested = new ArrayList<>();

  /// Lines of the log, of all transitions.
  final List<String> transitions = new ArrayList<>();

  final Rounds rounds = new Rounds();

  private ResultsIngest ingest = (_, tag, _, progress) -> ingested.add(tag + " " + progress);
  private ResultsArchive archive =
      (path, _) -> {
        throw new ArchiveFailed(path, "no archive is configured");
      };
  private boolean archives;
  private DispatcherConfig config;
  private boolean hasDrones;
  private UnaryOperator<Elsewhere> asking = elsewhere -> elsewhere;
  private Work work;

  /// One planning time.
  private record Work(
      LabSource source,
      Lab lab,
      LabRefresh refresh,
      Planning planning,
      Inbox inbox,
      LaunchDesk launches,
      ParseWorkers parsers,
      ArchiveWorkers archivers,
      Desks desks,
      DroneCheck drones) {}

  LabRig(Database database, SettableClock clock, LabBuilder build, Path root) {
    this.database = database;
    this.clock = clock;
    this.build = build;
    this.root = root;
    this.config = config(new Starts.Limits(1_000, 100));
    this.work = begin();
  }

  private DispatcherConfig config(Starts.Limits limits, String... beside) {
    return new DispatcherConfig(
        "test",
        root,
        new AutoservCommand(List.of("autoserv"), List.of(), List.of(beside)),
        limits,
        2,
        new Timing(
            Duration.ofMillis(5),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofMillis(50),
            Patience.DEFAULTS),
        Keeping.DEFAULTS);
  }

  /// Allows machines beside those of jobs from now on, as after a restart.
  LabRig beside(String... names) {
    config = config(config.limits(), names);
    return restart();
  }

  /// Uses other limits from now on, as after a restart.
  LabRig limits(int processesMax, int startsPerRoundMax) {
    config = config(new Starts.Limits(processesMax, startsPerRoundMax));
    return restart();
  }

  /// Has drones from now on, as after a restart: `test`, which is the planner's own, and others
  /// that the test plays.
  LabRig drones() {
    hasDrones = true;
    restart();
    return this;
  }

  /// Asks drones in another way from now on, as after a restart.
  void asking(UnaryOperator<Elsewhere> other) {
    asking = other;
    restart();
  }

  /// The planner's look at the drones; that of its own has been heard of.
  private void lookAtDrones() {
    if (hasDrones) {
      new OtherDrone(database, config.name(), config.limits().processesMax()).beat();
      work.drones().look(DroneReader.read(database, config.timing().lease()));
    }
  }

  /// Reads results in another way from now on, as after a restart.
  void ingest(ResultsIngest other) {
    ingest = other;
    restart();
  }

  /// Archives results from now on, as after a restart.
  void archive(ResultsArchive other) {
    archive = other;
    archives = true;
    restart();
  }

  private Work begin() {
    Inbox inbox = new Inbox();
    Elsewhere ordered = new Elsewhere.Ordered(config.name(), new DroneOrders(database));
    Elsewhere elsewhere = hasDrones ? asking.apply(ordered) : Elsewhere.NOTHING;
    Later later = new Later();
    ResultsFiles files = new ResultsFiles(root, ZoneOffset.UTC);
    LaunchReader reader = new LaunchReader(database);
    LaunchDesk launches =
        new LaunchDesk(
            launcher,
            reader::read,
            new Preparations(files, config.autoserv()),
            inbox,
            Executors.newVirtualThreadPerTaskExecutor(),
            elsewhere);
    ParseWorkers parsers =
        new ParseWorkers(
            new ParseWorkers.Reading(
                files,
                (job, tag, directory, progress) -> ingest.ingest(job, tag, directory, progress),
                config.parsesAtOnceMax(),
                () -> true),
            inbox,
            config.timing().liveParse(),
            Executors.newVirtualThreadPerTaskExecutor());
    ArchiveWorkers archivers =
        new ArchiveWorkers(files, archive, inbox, Executors.newVirtualThreadPerTaskExecutor());
    Desks desks =
        new Desks(
            reader::abort,
            files,
            launches,
            new ExecutionWatch(launcher, inbox, clock, config.timing().grace(), later, elsewhere),
            parsers,
            archivers,
            new Desks.Waiting(
                new Starts(config.limits()), new ParseDesk(), new ArchiveDesk(archives)));
    int most = config.limits().processesMax();
    Leases leases =
        Leases.register(database, config.name(), "here", new ProcessRef(1, 1, "boot"), most);
    if (!leases.take(config.timing().lease(), config.timing().patience().ageStep())) {
      throw new IllegalStateException("no lease");
    }
    LabSource source = LabSource.of(database);
    LabRefresh refresh = new LabRefresh(source, config.timing().patience().ageStep());
    Lab lab = refresh.load();
    Planning.Surroundings around =
        new Planning.Surroundings(config, launcher, inbox, later, clock, rounds);
    LabStore store = new LabStore(database, leases, new TransitionLog(lab, transitions::add)::tell);
    Planning planning = new Planning(lab, refresh, desks, store, around);
    DroneCheck drones = new DroneCheck(lab, desks, around, planning.claims()::tryClaim);
    planning.adopt(launches::isUnderWay);
    return new Work(
        source, lab, refresh, planning, inbox, launches, parsers, archivers, desks, drones);
  }

  /// Forgets everything that is only in memory and begins anew, as after `kill -9`.
  LabRig restart() {
    close();
    work = begin();
    return this;
  }

  /// One round.
  void round() {
    work.planning().round();
  }

  /// Rounds until nothing happens any more without the test's doing.
  LabRig settle() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int quiet = 0;
    while (quiet < 3) {
      lookAtDrones();
      boolean busy = work.planning().round().isBusy();
      boolean waits =
          work.launches().isBusy()
              || work.desks().parseDesk().isReading()
              || work.desks().archiveDesk().isBusy();
      quiet = busy || waits ? 0 : quiet + 1;
      if (!busy) {
        work.inbox().await(Duration.ofMillis(5));
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the lab does not settle");
      }
    }
    return this;
  }

  /// Moves the clock and settles.
  LabRig after(Duration time) throws InterruptedException {
    clock.advance(time);
    return settle();
  }

  /// Ends the one process that fits with an exit status, and settles.
  LabRig exit(Predicate<Running> which, int status) throws InterruptedException {
    return exit(which, status, 0);
  }

  LabRig exit(Predicate<Running> which, int status, int testsFailed) throws InterruptedException {
    launcher.end(process(which).process(), status << 8, testsFailed);
    return settle();
  }

  /// The one process that fits.
  Running process(Predicate<Running> which) {
    List<Running> fit = launcher.running().stream().filter(which).toList();
    if (fit.size() != 1) {
      throw new IllegalStateException(
          "%d processes fit among %s".formatted(fit.size(), launcher.running()));
    }
    return fit.getFirst();
  }

  static Predicate<Running> verify() {
    return running -> running.has("-v");
  }

  static Predicate<Running> repair() {
    return running -> running.has("-R");
  }

  static Predicate<Running> cleanup() {
    return running -> running.has("-C");
  }

  static Predicate<Running> gather() {
    return running -> running.has("--collect-crashinfo");
  }

  static Predicate<Running> main() {
    return running -> running.has("-P");
  }

  static Predicate<Running> on(String host) {
    return running -> running.launch().argv().contains(host);
  }

  /// Paths of what runs.
  List<String> runningPaths() {
    return launcher.running().stream().map(running -> running.path(root)).toList();
  }

  EntryStatus status(EntryId entry) {
    return EntryStatus.ofWord(
            text("SELECT status FROM afe_host_queue_entries WHERE id = ?", entry.value()))
        .orElseThrow();
  }

  HostStatus status(HostId host) {
    return HostStatus.ofWord(text("SELECT status FROM afe_hosts WHERE id = ?", host.value()))
        .orElseThrow();
  }

  Explanation why(EntryId entry) {
    String job = text("SELECT job_id FROM afe_host_queue_entries WHERE id = ?", entry.value());
    return new WhyViews(database)
        .ofJob(new JobId(Long.parseLong(job))).stream()
            .filter(waiting -> waiting.entry().equals(entry))
            .findFirst()
            .orElseThrow()
            .explanation();
  }

  /// Statuses an entry went through, by the event log.
  String life(EntryId entry) {
    return life("entry", entry.value());
  }

  /// Statuses a host went through, by the event log.
  String life(HostId host) {
    return life("host", host.value());
  }

  private String life(String kind, long id) {
    return database.read(
        handle ->
            String.join(
                " → ",
                handle
                    .createQuery(
                        """
                        SELECT new_status FROM afe_event_log
                        WHERE kind = ? AND subject_id = ?
                        ORDER BY id
                        """)
                    .bind(0, kind)
                    .bind(1, id)
                    .mapTo(String.class)
                    .list()));
  }

  /// One value of one row; `null` as a word for none.
  String text(String sql, Object... values) {
    return database.read(
        handle -> {
          var query = handle.createQuery(sql);
          for (int i = 0; i < values.length; i++) {
            query.bind(i, values[i]);
          }
          return query.mapTo(String.class).findOne().map(String::valueOf).orElse("null");
        });
  }

  /// Changes rows behind everybody's back, and tells the outbox.
  void change(Kind kind, long id, String sql, Object... values) {
    database.transactVoid(
        handle -> {
          handle.execute(sql, values);
          LabChanges.append(handle, kind, id);
        });
  }

  /// Sets options of a job before its entries are made.
  void options(JobId job, String assignments) {
    change(
        Kind.JOB, job.value(), "UPDATE afe_jobs SET " + assignments + " WHERE id = ?", job.value());
  }

  /// What the picture in memory has otherwise than the database.
  List<String> differences() {
    return differences(LabIds.read(database));
  }

  /// The same, of rows that were there a moment ago.
  List<String> differences(LabIds there) {
    LabProof proof = new LabProof(work.source(), work.refresh(), work.lab());
    proof.begin(there);
    return Stream.generate(proof::step).limit(proof.stepsLeft()).flatMap(List::stream).toList();
  }

  @Override
  public void close() {
    work.launches().close();
    work.parsers().close();
    work.archivers().close();
  }
}
