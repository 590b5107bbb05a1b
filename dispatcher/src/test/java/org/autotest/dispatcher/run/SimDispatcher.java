package org.autotest.dispatcher.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.host.HostId;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.JobId;
import org.autotest.dispatcher.DispatcherConfig;
import org.autotest.dispatcher.plan.ArchiveDesk;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.plan.ParseDesk;
import org.autotest.dispatcher.plan.Starts;
import org.autotest.dispatcher.results.ArchiveFailed;
import org.autotest.dispatcher.results.AutoservCommand;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.dispatcher.results.ResultsTrouble;
import org.autotest.store.lab.JobText;
import org.autotest.store.lab.LabIds;
import org.autotest.store.lab.LaunchReader.HostLabels;
import org.autotest.store.lab.LaunchReader.Texts;
import org.autotest.testkit.SettableClock;

/// One dispatcher process in a simulated lab: the real loop's parts, all in one thread, so that a
/// seed decides everything.
final class SimDispatcher {
  /// Does everything at once, in the caller's thread.
  private static final class Directly extends AbstractExecutorService {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return false;
    }

    @Override
    public boolean isTerminated() {
      return true;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return true;
    }
  }

  private final SimTables tables;
  private final SimProcesses.View processes;
  private final SimTables.Lease lease;
  private final SettableClock clock;
  private final DispatcherConfig config;
  private final Inbox inbox = new Inbox();
  private final Later later = new Later();
  private final ResultsFiles files;
  private final LaunchDesk launches;
  private final ParseWorkers parsers;
  private final ArchiveWorkers archivers;
  private final boolean archives;
  private final ExecutionWatch watch;
  private Optional<Work> work = Optional.empty();

  private record Work(
      Lab lab, LabSource source, LabRefresh refresh, Planning planning, DroneCheck drones) {}

  /// One that takes over from whoever planned before.
  ///
  /// @param name its own, and that of its machine
  /// @param elsewhere what drones of other machines run
  SimDispatcher(
      String name,
      SimTables tables,
      SimProcesses.View processes,
      Elsewhere elsewhere,
      SimFaults faults,
      Path root) {
    this.tables = tables;
    this.processes = processes;
    this.lease = tables.takeLease(name);
    this.clock = tables.clock;
    this.config =
        DispatcherConfig.of(name, root, new AutoservCommand(List.of("autoserv"), List.of()));
    this.files = new ResultsFiles(root, ZoneOffset.UTC);
    this.launches =
        new LaunchDesk(
            processes,
            SimDispatcher::texts,
            new Preparations(files, config.autoserv()),
            inbox,
            new Directly(),
            elsewhere);
    this.parsers =
        new ParseWorkers(
            new ParseWorkers.Reading(
                files,
                (_, tag, _, _) -> {
                  if (faults.isResultsUnreadable()) {
                    throw new ResultsTrouble(
                        "reading results of " + tag, new IOException("no space"));
                  }
                },
                1,
                lease::isHeld),
            inbox,
            Duration.ofDays(1),
            new Directly());
    this.archives = faults.archives();
    this.archivers =
        new ArchiveWorkers(
            files,
            (path, _) -> {
              faults.point("during archiving");
              if (faults.isResultsUnreadable()) {
                throw new ArchiveFailed(path, "no space");
              }
              return "archive/" + path;
            },
            inbox,
            new Directly());
    this.watch =
        new ExecutionWatch(processes, inbox, clock, config.timing().grace(), later, elsewhere);
  }

  private static Texts texts(Collection<JobId> jobs, Collection<HostId> hosts) {
    Map<JobId, JobText> texts = new HashMap<>();
    jobs.forEach(
        job ->
            texts.put(
                job,
                new JobText(
                    "sim", SettableClock.START, ControlType.CLIENT, control(job), Map.of())));
    Map<HostId, HostLabels> labels = new HashMap<>();
    hosts.forEach(host -> labels.put(host, new HostLabels(Optional.empty(), List.of())));
    return new Texts(texts, labels);
  }

  /// Some jobs have none and can never be started.
  private static String control(JobId job) {
    return job.value() % 29 == 0 ? "" : "job.run_test()";
  }

  /// One turn of the loop. Trouble ends the planning time, as in the real loop; the next turn
  /// begins a new one.
  ///
  /// @return whether it had anything to do
  boolean round() {
    try {
      lease.require();
      if (work.isEmpty()) {
        work = Optional.of(begin());
      }
      Work now = work.get();
      tables.fleet().ifPresent(fleet -> now.drones().look(fleet.seen()));
      return now.planning().round().isBusy();
    } catch (AutotestException trouble) {
      work = Optional.empty();
      return false;
    }
  }

  private Work begin() {
    later.clear();
    watch.askAgain();
    LabSource source = tables.source();
    LabRefresh refresh = new LabRefresh(source, config.timing().patience().ageStep());
    Lab lab = refresh.load();
    Desks desks =
        new Desks(
            _ -> Optional.empty(),
            files,
            launches,
            watch,
            parsers,
            archivers,
            new Desks.Waiting(
                new Starts(config.limits()), new ParseDesk(), new ArchiveDesk(archives)));
    Planning.Surroundings around =
        new Planning.Surroundings(config, processes, inbox, later, clock, new Rounds());
    Planning planning = new Planning(lab, refresh, desks, lease, around);
    DroneCheck drones = new DroneCheck(lab, desks, around, planning.claims()::tryClaim);
    planning.adopt(launches::isUnderWay);
    return new Work(lab, source, refresh, planning, drones);
  }

  /// Whether it plans: its last round met no trouble.
  boolean isAtWork() {
    return work.isPresent();
  }

  /// Differences between the picture in memory and the rows.
  List<String> differences(LabIds ids) {
    if (work.isEmpty()) {
      return List.of();
    }
    LabProof proof = new LabProof(work.get().source(), work.get().refresh(), work.get().lab());
    proof.begin(ids);
    List<String> found = new ArrayList<>();
    while (proof.stepsLeft() > 0) {
      found.addAll(proof.step());
    }
    return found;
  }

  /// It is no more; what it started goes on.
  void die() {
    processes.close();
    parsers.close();
  }
}
