package org.autotest.app.bench.crash;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.Filing;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.NewJob.Targets;
import org.autotest.core.job.TaskType;
import org.autotest.store.Database;
import org.autotest.store.access.Caller;
import org.autotest.store.hosts.AtomicGroupEdit;
import org.autotest.store.hosts.AtomicGroupStore;
import org.autotest.store.hosts.HostEdit;
import org.autotest.store.hosts.HostStore;
import org.autotest.store.hosts.LabelEdit;
import org.autotest.store.hosts.LabelStore;
import org.autotest.store.hosts.NewHost;
import org.autotest.store.hosts.TaskRequests;
import org.autotest.store.jobs.JobAbort;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.lab.EventLog;
import org.autotest.store.lab.HalfWay;

/// One attempt at a scenario, on hosts that nobody else uses: its names all begin with its mark.
final class Stage {
  /// Done in the moment in which a line of the event log is seen.
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  private record Cue(Predicate<EventLog.Event> when, Action action) {}

  /// Some scenarios want what is locked.
  private static final Filing FORCED = new Filing(false, Optional.empty(), true);

  private final Scenario scenario;
  private final Database database;
  private final CrashPrograms programs;
  private final String mark;
  private final long begun = System.nanoTime();
  private final Set<String> hosts = new HashSet<>();
  private final Set<JobId> jobs = new HashSet<>();
  private final Map<String, String> statusOn = new HashMap<>();
  private final List<Cue> cues = new ArrayList<>();
  private boolean releasesUnplanned;

  /// Begins.
  ///
  /// @param mark letters and digits
  Stage(Scenario scenario, CrashLab lab, String mark) throws IOException {
    this.scenario = scenario;
    this.database = lab.database();
    this.programs = lab.programs();
    this.mark = mark;
    scenario.play().on(this);
  }

  Scenario scenario() {
    return scenario;
  }

  String mark() {
    return mark;
  }

  /// `System.nanoTime` of its beginning.
  long begun() {
    return begun;
  }

  /// Adds a host that needs no preparation.
  ///
  /// @param words what its tasks do: [CrashPrograms]
  String host(String... words) {
    return add(Set.of(), words);
  }

  private String add(Set<String> labels, String... words) {
    String name =
        mark
            + "-"
            + String.join("-", Stream.concat(Stream.of(letter()), Stream.of(words)).toList());
    new HostStore(database).create(Caller.SYSTEM, NewHost.of(name, labels.toArray(String[]::new)));
    hosts.add(name);
    return name;
  }

  private String letter() {
    return Character.toString('a' + hosts.size());
  }

  /// Adds a host that takes no work.
  String lockedHost() {
    String name = host();
    HostEdit lock = HostEdit.lock("for a scenario");
    new HostStore(database).modify(CrashLab.OWNER, List.of(name), lock);
    return name;
  }

  /// Submits a job for hosts.
  void submit(Wish wish, String... names) {
    submit(wish, Targets.hosts(names));
  }

  void submitHostless(Wish wish) {
    submit(wish, Targets.HOSTLESS);
  }

  private JobId submit(Wish wish, Targets targets) {
    ControlType type = targets.hostless() ? ControlType.SERVER : ControlType.CLIENT;
    JobId job =
        new JobCreation(database)
            .create(
                CrashLab.OWNER,
                NewJob.of(
                        mark + " " + wish.words(),
                        new ControlFileText(type, "void main() {}\n"),
                        targets)
                    .with(wish.asWishes()),
                FORCED);
    jobs.add(job);
    return job;
  }

  /// Submits a job that loses its control file before it starts.
  ///
  /// @param host on which a verify holds
  void submitWithoutControlFile(Wish wish, String host) throws IOException {
    HalfWay.loseControlFile(database, submit(wish, Targets.hosts(host)));
    release();
  }

  /// Submits a job for whose results there is no room when it starts.
  ///
  /// @param host on which a verify holds
  void submitWithoutRoom(Wish wish, String host) throws IOException {
    programs.occupy(submit(wish, Targets.hosts(host)));
    release();
  }

  /// Makes an atomic group and submits a job for it.
  ///
  /// @param words for each of its hosts, with blanks between
  /// @return its hosts
  List<String> submitToGroup(Wish wish, String... words) {
    new LabelStore(database).create(Caller.SYSTEM, mark, LabelEdit.PLAIN);
    new AtomicGroupStore(database)
        .create(
            Caller.SYSTEM,
            mark,
            new AtomicGroupEdit(
                Optional.empty(), Optional.of(words.length), Set.of(mark), Set.of()));
    List<String> members =
        Stream.of(words)
            .map(some -> some.isEmpty() ? add(Set.of(mark)) : add(Set.of(mark), some.split(" ")))
            .toList();
    submit(wish, new Targets(List.of(), List.of(), List.of(), false, Optional.of(mark)));
    return members;
  }

  /// Lets the atomic group give fewer hosts.
  void limitGroup(int hostsMax) {
    new AtomicGroupStore(database)
        .modify(
            Caller.SYSTEM,
            mark,
            new AtomicGroupEdit(Optional.empty(), Optional.of(hostsMax), Set.of(), Set.of()));
  }

  void request(String host, TaskType type) {
    new TaskRequests(database).request(CrashLab.OWNER, List.of(host), type);
  }

  /// Changes a host's row by hand, and asks for a task.
  void leaveByHand(String host, HostStatus status, TaskType type) {
    HalfWay.leave(database, host, status, type);
  }

  /// Aborts all of its jobs, or their entries on hosts.
  void abort(String... names) {
    JobAbort.Scope scope =
        names.length == 0
            ? new JobAbort.Scope.Whole()
            : new JobAbort.Scope.Some(Set.of(names), Set.of());
    jobs.forEach(job -> new JobAbort(database).abort(CrashLab.OWNER, job, scope));
  }

  /// Lets go on what holds.
  void release() throws IOException {
    programs.release(mark);
  }

  /// Lets go on what holds, and come to its end while no dispatcher runs.
  void releaseWhileNobodyPlans() {
    releasesUnplanned = true;
  }

  /// Whether [#releaseWhileNobodyPlans] was called since the last call of this.
  boolean takeUnplannedRelease() {
    boolean wanted = releasesUnplanned;
    releasesUnplanned = false;
    return wanted;
  }

  /// Does something once, when one of its entries comes to a status.
  void when(EntryStatus status, Action action) {
    cue(LifeRow.ENTRY, line -> line.to().equals(status.word()), action);
  }

  /// Likewise, when its entries on some hosts are all there.
  void whenAll(EntryStatus status, List<String> names, Action action) {
    cue(
        LifeRow.ENTRY,
        _ -> names.stream().allMatch(name -> status.word().equals(statusOn.get(name))),
        action);
  }

  /// Likewise, when one of its hosts comes to a status.
  void when(HostStatus status, Action action) {
    cue(LifeRow.HOST, line -> line.to().equals(status.word()), action);
  }

  private void cue(String kind, Predicate<EventLog.Event> when, Action action) {
    cues.add(new Cue(line -> line.kind().equals(kind) && when.test(line), action));
  }

  private boolean isAbout(EventLog.Event line) {
    return line.kind().equals(LifeRow.HOST)
        ? line.hostname().filter(hosts::contains).isPresent()
        : line.job().map(JobId::new).filter(jobs::contains).isPresent();
  }

  /// Does what is to be done at a line of the event log.
  ///
  /// @return whether it is the row's
  boolean hear(EventLog.Event line) throws IOException {
    if (!isAbout(line)) {
      return false;
    }
    if (line.kind().equals(LifeRow.ENTRY)) {
      line.hostname().ifPresent(host -> statusOn.put(host, line.to()));
    }
    for (Cue cue : List.copyOf(cues)) {
      if (cue.when().test(line)) {
        cues.remove(cue);
        try {
          cue.action().run();
        } catch (BadRequest tooLate) {
          // What was waited for is past already; the next attempt.
        }
      }
    }
    return scenario.row().isTold(line);
  }
}
