package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.dispatcher.DispatcherConfig;
import org.autotest.dispatcher.launch.Launcher;
import org.autotest.dispatcher.launch.LocalLauncher;
import org.autotest.dispatcher.plan.ArchiveDesk;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.plan.ParseDesk;
import org.autotest.dispatcher.plan.Starts;
import org.autotest.dispatcher.results.ArchiveFailed;
import org.autotest.dispatcher.results.Archiver;
import org.autotest.dispatcher.results.ResultsArchive;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.dispatcher.results.ResultsIngest;
import org.autotest.dispatcher.run.DispatcherService.Self;
import org.autotest.dispatcher.run.Planning.Surroundings;
import org.autotest.store.Database;
import org.autotest.store.lab.DroneDuties;
import org.autotest.store.lab.DroneOrders;
import org.autotest.store.lab.DroneReader;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabStore;
import org.autotest.store.lab.LaunchReader;
import org.autotest.store.lab.LeaseLost;
import org.autotest.store.lab.Leases;
import org.autotest.store.lab.OldResults;

/// Waits for the planner's lease, plans while it holds, and keeps it.
public final class PlannerLoop {
  private static final System.Logger LOG = System.getLogger(PlannerLoop.class.getName());

  /// Longest run of the lab's program that archives one results directory.
  private static final Duration ARCHIVED_WITHIN = Duration.ofHours(1);

  /// With that many decisions in a round the loop is under load.
  private static final int MANY = 8;

  /// Longest pause between two rounds under load.
  private static final Duration PAUSE_MAX = Duration.ofMillis(10);

  /// Between two looks of a drone for what it is asked.
  private static final Duration DRONE_LOOK = Duration.ofMillis(100);

  private final DispatcherConfig config;
  private final Database database;
  private final Launcher launcher;
  private final Self self;
  private final Inbox inbox = new Inbox();
  private final Later later = new Later();
  private final ResultsFiles files;
  private final Optional<Droning> droning;
  private final LaunchDesk launches;
  private final ParseWorkers parsers;
  private final ArchiveWorkers archivers;
  private final ExecutionWatch watch;
  private final Rounds rounds = new Rounds();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private Optional<DroneWorker> drone = Optional.empty();
  private Optional<String> untold = Optional.empty();
  private boolean begun;

  /// When the lease that was held last is over, unless it was renewed without our knowing.
  private long archivesUntil = System.nanoTime();

  private volatile Optional<Leases> held = Optional.empty();
  private volatile boolean closed;

  /// Makes the machine of a dispatcher a drone.
  ///
  /// @param lostAfter the silence after which what it runs is given up
  record Droning(LocalLauncher launcher, Duration lostAfter) {}

  /// Waits for nothing yet, but may be woken.
  ///
  /// @param launcher starts what is started here
  /// @param droning empty when the launcher spreads processes over machines by itself
  PlannerLoop(
      DispatcherConfig config,
      Database database,
      Launcher launcher,
      ResultsIngest ingest,
      Self self,
      Optional<Droning> droning) {
    this.config = config;
    this.droning = droning;
    Elsewhere elsewhere =
        droning.isPresent()
            ? new Elsewhere.Ordered(config.name(), new DroneOrders(database))
            : Elsewhere.NOTHING;
    this.database = database;
    this.launcher = launcher;
    this.self = self;
    this.files = new ResultsFiles(config.resultsRoot(), self.zone());
    this.launches =
        new LaunchDesk(
            launcher,
            new LaunchReader(database)::read,
            new Preparations(files, config.autoserv()),
            inbox,
            Executors.newVirtualThreadPerTaskExecutor(),
            elsewhere);
    this.parsers =
        new ParseWorkers(
            new ParseWorkers.Reading(
                files,
                ingest,
                config.parsesAtOnceMax(),
                () -> held.filter(Leases::holds).isPresent()),
            inbox,
            config.timing().liveParse(),
            Executors.newVirtualThreadPerTaskExecutor());
    this.watch =
        new ExecutionWatch(
            launcher, inbox, self.clock(), config.timing().grace(), later, elsewhere);
    this.archivers =
        new ArchiveWorkers(
            files, archive(config), inbox, Executors.newVirtualThreadPerTaskExecutor());
  }

  private static ResultsArchive archive(DispatcherConfig config) {
    return config
        .keeping()
        .results()
        .archive()
        .<ResultsArchive>map(archive -> new Archiver(archive, ARCHIVED_WITHIN))
        .orElse(
            (path, _) -> {
              throw new ArchiveFailed(path, "no archive is configured");
            });
  }

  /// Waits to become the planner, then plans. Returns when closed.
  ///
  /// @throws org.autotest.core.failure.AutotestException when the lease is lost, the database is in
  ///   trouble, or the picture of the lab is to be loaded anew
  public void runUntilTrouble() throws InterruptedException {
    begun = false;
    giveUpArchiving();
    requireAlone();
    Leases leases =
        Leases.register(
            database,
            config.name(),
            self.hostname(),
            self.process(),
            config.limits().processesMax());
    untold.ifPresent(leases::tellTrouble);
    untold = Optional.empty();
    beADrone();
    Duration ageStep = config.timing().patience().ageStep();
    while (!closed && !leases.take(config.timing().lease(), ageStep)) {
      // Whoever has it archives the same results.
      archivers.giveUpAll();
      pause(config.timing().lease().dividedBy(3));
    }
    if (closed) {
      return;
    }
    LOG.log(Level.INFO, "dispatcher %s plans now".formatted(config.name()));
    held = Optional.of(leases);
    archivesUntil = System.nanoTime() + config.timing().lease().toNanos();
    begun = true;
    try (var teller = new RoundTeller(database, leases.dispatcher(), rounds);
        var _ = new UpkeepWorker(database, config.keeping());
        var _ = new Retention(new OldResults(database), files, config.keeping().results()).start();
        var _ = new RecurringWorker(database, RecurringWorker.PAUSE_MAX)) {
      planAlone(leases);
      teller.finish();
    } finally {
      held = Optional.empty();
      parsers.forgetAll();
    }
    leases.release();
  }

  /// Unless the lease may still be ours. Without an answer of the database that is not known: by
  /// now another may have it, and archives the same results.
  private void giveUpArchiving() {
    if (System.nanoTime() - archivesUntil > 0) {
      archivers.giveUpAll();
    }
  }

  private void beADrone() {
    if (droning.isEmpty() || drone.isPresent()) {
      return;
    }
    LocalLauncher local = droning.get().launcher();
    Duration lostAfter = droning.get().lostAfter();
    DroneDuties duties =
        new DroneDuties(
            database,
            new DroneDuties.Self(
                config.name(), config.limits().processesMax(), self.process().bootId(), lostAfter));
    duties.beat();
    DroneWorker.Pace pace =
        new DroneWorker.Pace(
            droneLook(), DRONE_LOOK, DroneFence.of(lostAfter, config.timing().grace()));
    drone =
        Optional.of(new DroneWorker(duties, local, config.resultsRoot(), pace, this::isPlanning));
  }

  /// Between two looks at the drones, and between two signs of life of each.
  private Duration droneLook() {
    return config.timing().lease().dividedBy(5);
  }

  /// Two with one name would take the lease from each other for ever.
  private void requireAlone() {
    Optional<Leases.Registered> other = Leases.registered(database, config.name());
    boolean here = other.filter(o -> o.hostname().equals(self.hostname())).isPresent();
    boolean alive =
        here
            ? launcher.isAlive(
                new ProcessRef(
                    other.get().pid(), other.get().startTicks(), self.process().bootId()))
            : other.filter(o -> o.sinceSeen().compareTo(config.timing().lease()) < 0).isPresent();
    boolean isMe = here && other.get().pid() == self.process().pid();
    if (alive && !isMe) {
      throw new NameTaken(config.name(), other.get());
    }
  }

  /// Another dispatcher has the name.
  static final class NameTaken extends AutotestException {
    private static final long serialVersionUID = 1L;

    NameTaken(String name, Leases.Registered other) {
      super(
          Blame.LAB,
          "starting dispatcher %s: one of that name runs on %s as process %d"
              .formatted(name, other.hostname(), other.pid()));
    }
  }

  private void planAlone(Leases leases) throws InterruptedException {
    try {
      plan(leases);
    } catch (LeaseLost lost) {
      // At once: whoever has it now archives the same results.
      archivers.giveUpAll();
      throw lost;
    }
  }

  private void plan(Leases leases) throws InterruptedException {
    later.clear();
    watch.askAgain();
    LabSource source = LabSource.of(database);
    LabRefresh refresh = new LabRefresh(source, config.timing().patience().ageStep());
    Lab lab = refresh.load();
    Desks desks = desks();
    Surroundings around = new Surroundings(config, launcher, inbox, later, self.clock(), rounds);
    Planning work = new Planning(lab, refresh, desks, store(lab, leases), around);
    DroneCheck drones = new DroneCheck(lab, desks, around, work.claims()::tryClaim);
    Runnable look = () -> drones.look(DroneReader.read(database, config.timing().lease()));
    if (droning.isPresent()) {
      work.onDroneNews(look);
    }
    work.adopt(launches::isUnderWay);
    ProofPace proof = new ProofPace(database, source, refresh, lab, config.timing().reload());
    long renewAt = System.nanoTime();
    long lookAt = renewAt;
    while (!closed) {
      if (droning.isPresent() && System.nanoTime() - lookAt >= 0) {
        look.run();
        lookAt = System.nanoTime() + droneLook().toNanos();
      }
      if (System.nanoTime() - renewAt >= 0) {
        renew(leases);
        renewAt = System.nanoTime() + config.timing().lease().dividedBy(3).toNanos();
      }
      long began = System.nanoTime();
      int decided = round(work);
      proof.goOn();
      if (decided == 0) {
        inbox.await(config.timing().poll());
      } else if (decided >= MANY) {
        // More will come, and a round of many costs little more than a round of few.
        long pause = Math.min(PAUSE_MAX.toNanos(), (System.nanoTime() - began) / 2);
        LockSupport.parkNanos(pause);
      }
    }
  }

  private void renew(Leases leases) {
    leases.renew(config.timing().lease());
    archivesUntil = System.nanoTime() + config.timing().lease().toNanos();
    leases.note(rounds.totals().asFigures());
  }

  private LabStore store(Lab lab, Leases leases) {
    return new LabStore(database, leases, TransitionLog.of(lab));
  }

  /// Returns how many decisions were made.
  private int round(Planning work) {
    Instant at = self.clock().instant();
    long began = System.nanoTime();
    long cpuBefore = threads.getCurrentThreadCpuTime();
    Planning.Round done = work.round();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Duration cpu = Duration.ofNanos(threads.getCurrentThreadCpuTime() - cpuBefore);
    rounds.add(
        new Rounds.Done(
            at,
            done.changes(),
            took,
            cpu,
            done.decisions().size(),
            work.words().summary(done.decisions()),
            work.words().first(done.decisions())));
    return done.decisions().size();
  }

  private Desks desks() {
    return new Desks(
        new LaunchReader(database)::abort,
        files,
        launches,
        watch,
        parsers,
        archivers,
        new Desks.Waiting(
            new Starts(config.limits()),
            new ParseDesk(),
            new ArchiveDesk(config.keeping().results().archive().isPresent())));
  }

  /// Whether the last planning time had begun, or it was still to become the planner.
  boolean hadBegun() {
    return begun;
  }

  /// Pages tell what stopped the loop as soon as the database takes it.
  void tellSoon(String trouble) {
    untold = Optional.of(trouble);
  }

  /// Ends the present wait.
  public void wake() {
    inbox.wake();
  }

  /// Waits, unless closed.
  public void pause(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (!closed && end - System.nanoTime() > 0) {
      inbox.pause(Duration.ofNanos(end - System.nanoTime()));
    }
  }

  /// Whether [#close] was called.
  public boolean isClosed() {
    return closed;
  }

  /// What the loop did.
  public Rounds rounds() {
    return rounds;
  }

  /// Whether the lease is held.
  public boolean isPlanning() {
    return held.isPresent();
  }

  /// Asks the loop to end.
  public void close() {
    closed = true;
    inbox.wake();
  }

  /// Waits for starts and readings under way.
  public void finish() {
    drone.ifPresent(DroneWorker::close);
    launches.close();
    parsers.close();
    archivers.close();
  }
}
