package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.results.ExecutionPath;
import org.autotest.dispatcher.plan.Decision;
import org.autotest.dispatcher.plan.Decision.AfterTask;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.results.ResultsTrouble;
import org.autotest.dispatcher.run.BatchWriter.Item;
import org.autotest.dispatcher.run.LaunchDesk.Start;
import org.autotest.dispatcher.run.Planning.Surroundings;
import org.autotest.dispatcher.run.Preparations.Subject;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;
import org.autotest.store.lab.LabTransaction;
import org.autotest.store.lab.LostRace;
import org.autotest.store.lab.NewExecution;

/// Says how decisions are carried out: files that must be there before, then the rows, then the
/// process. A decision whose rows are not as the plan saw them is dropped and its subjects are
/// looked at again.
final class Executor {
  private static final System.Logger LOG = System.getLogger(Executor.class.getName());

  /// Pause before a decision that lost a race is thought over.
  private static final Duration AFTER_LOSS = Duration.ofMillis(250);

  /// Between two times that a host that is set aside is spoken of.
  private static final Duration ASIDE_SAID_EVERY = Duration.ofMinutes(10);

  private final Lab lab;
  private final Desks desks;
  private final Surroundings around;
  private final DecisionSteps steps;
  private final TaskSteps tasks;
  private final FailureLog failures;
  private final List<Start> recordedStarts = new ArrayList<>();
  private final Map<HostId, Instant> hostsAside = new HashMap<>();

  Executor(Lab lab, Desks desks, Surroundings around) {
    this.lab = lab;
    this.desks = desks;
    this.around = around;
    this.steps = new DecisionSteps(lab);
    this.tasks = new TaskSteps(new JobReservations(lab));
    this.failures = new FailureLog(lab);
  }

  /// Makes a decision ready to be carried out; empty when that failed, and it is tried later.
  ///
  /// @throws org.autotest.core.failure.AutotestException when the database is in trouble
  Optional<Item> prepare(Decision decision) {
    LOG.log(Level.DEBUG, () -> decision.inWords());
    try {
      return Optional.of(item(decision));
    } catch (RuntimeException failure) {
      failed(decision, failure);
      return Optional.empty();
    }
  }

  private Item item(Decision decision) {
    return switch (decision) {
      case Decision.TakeHosts d -> rows(d, tx -> steps.take(tx, d));
      case Decision.StartHostless d -> rows(d, tx -> steps.startHostless(tx, d));
      case Decision.QueueTask d ->
          rows(d, tx -> tx.createTask(d.host(), d.type(), d.entry(), d.requestedBy(), d.reason()));
      case Decision.StartTask d -> startTask(d);
      case Decision.FinishTask d -> finishTask(d);
      case Decision.CancelTask d -> rows(d, tx -> TaskSteps.cancel(tx, d));
      case Decision.ReleaseHost d -> rows(d, tx -> steps.releaseHost(tx, d));
      case Decision.FormGroup d -> rows(d, tx -> steps.formGroup(tx, d));
      case Decision.StartMain d -> startMain(d);
      case Decision.EndMain d -> endMain(d);
      case Decision.Relaunch d -> rows(d, tx -> steps.relaunch(tx, d));
      case Decision.StartGather d -> startGather(d);
      case Decision.Release d -> rows(d, tx -> steps.release(tx, d));
      case Decision.Parse d -> Item.only(() -> parse(d.group()), failure -> failed(d, failure));
      case Decision.ToArchive d -> rows(d, tx -> steps.toArchive(tx, d));
      case Decision.HandOver d ->
          Item.only(() -> handOver(d.group()), failure -> failed(d, failure));
      case Decision.Finish d -> finish(d);
      case Decision.Abort d -> rows(d, tx -> steps.abort(tx, d));
      case Decision.StopExecution d -> Item.only(() -> stop(d), failure -> failed(d, failure));
      case Decision.StopShort d -> stopShort(d);
      case Decision.WaitForMore d -> rows(d, tx -> steps.waitForMore(tx, d));
      case Decision.KeepHosts d ->
          item(
              d, tx -> tx.keepHosts(d.job(), d.hosts()), () -> lab.kept().told(d.job(), d.hosts()));
      case Decision.LeaveOut d -> rows(d, tx -> steps.leaveOut(tx, d));
      case Decision.AskAbort d -> rows(d, tx -> tx.requestAbort(d.entry().id(), d.reason()));
      case Decision.SetAside d -> setAside(d);
      case Decision.SetHostAside d -> setAside(d);
    };
  }

  private void finished(Decision.Finish decision) {
    failures.finished(decision);
    desks.parseDesk().forget(decision.group());
    desks.archiveDesk().forget(decision.group());
  }

  private Item stopShort(Decision.StopShort decision) {
    AtomicReference<Optional<Failure>> failure = new AtomicReference<>(Optional.empty());
    return item(
        decision,
        tx -> failure.set(steps.stopShort(tx, decision)),
        () ->
            failure
                .get()
                .ifPresent(why -> failures.entries(decision.entries(), EntryStatus.STOPPED, why)));
  }

  private Item rows(Decision decision, Consumer<LabTransaction> rows) {
    return item(decision, rows, () -> {});
  }

  private Item item(Decision decision, Consumer<LabTransaction> rows, Runnable then) {
    return new Item(Optional.of(rows), then, failure -> failed(decision, failure));
  }

  private void failed(Decision decision, RuntimeException failure) {
    if (BatchWriter.isForAll(failure)) {
      throw failure;
    }
    if (failure instanceof LostRace lost) {
      LOG.log(Level.INFO, "%s; looking again".formatted(lost.problem()));
      around.rounds().addLoss();
      tryAt(around.clock().instant().plus(AFTER_LOSS), decision);
    } else if (failure instanceof AutotestException trouble) {
      Duration pause = around.config().timing().retry();
      LOG.log(
          Level.WARNING,
          "%s; trying again in %d s".formatted(trouble.problem(), pause.toSeconds()));
      tryAt(around.clock().instant().plus(pause), decision);
    } else {
      LOG.log(Level.ERROR, "carrying out %s".formatted(decision), failure);
      tryAt(around.clock().instant().plus(around.config().timing().retry()), decision);
    }
  }

  /// What waits for a process stays in line and would be decided again at once.
  private void tryAt(Instant then, Decision decision) {
    Subjects.startKey(decision).ifPresent(key -> desks.starts().postpone(key, then));
    around.later().at(then, () -> Subjects.touch(lab, decision));
  }

  private Item startMain(Decision.StartMain decision) {
    GroupKey group = decision.group();
    Optional<ExecutionPath> path = pathOf(group);
    if (path.isEmpty()) {
      Failure unsafe = Subjects.noSafePath(group);
      return item(
          decision,
          tx -> steps.giveUpStart(tx, decision.entries(), unsafe),
          () -> failures.entries(decision.entries(), EntryStatus.FAILED, unsafe));
    }
    List<EntryId> ids = ids(decision.entries());
    List<LabHost> hosts = hostsOf(decision.entries());
    LabJob job = lab.job(group.job()).orElseThrow();
    Optional<String> groupName = lab.catalogue().groupName(job, lab.entriesOf(group.job()));
    return start(
        decision,
        decision.drone(),
        tx -> tx.createMain(group.job(), path.get(), ids, EntryStatus.STARTING, ids.size()),
        path.get(),
        new Subject.Main(group.job(), job.owner(), hosts, groupName, beside()));
  }

  /// Machines that no job is given, as `name[:port]`: a host of the lab belongs to its job alone.
  private List<String> beside() {
    Map<String, List<String>> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String word : around.config().autoserv().beside()) {
      String name = word.replaceFirst(":[0-9]+$", "");
      byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(word);
    }
    if (!byName.isEmpty()) {
      lab.hosts().values().forEach(host -> byName.remove(host.hostname().value()));
    }
    return byName.values().stream().flatMap(List::stream).distinct().toList();
  }

  private Item startGather(Decision.StartGather decision) {
    GroupKey group = decision.group();
    ExecutionPath path = pathOf(group).orElseThrow();
    List<EntryId> ids = ids(decision.entries());
    List<LabHost> hosts = hostsOf(decision.entries());
    return start(
        decision,
        decision.drone(),
        tx -> tx.createGather(group.job(), path, ids, ids.size()),
        path,
        new Subject.Gather(hosts));
  }

  private Item startTask(Decision.StartTask decision) {
    SpecialTask task = decision.task();
    ExecutionPath path = ExecutionPath.ofTask(decision.host().hostname(), task.id(), task.type());
    Optional<JobId> job = task.onBehalfOf().flatMap(lab::entry).map(LabEntry::job);
    return start(
        decision,
        decision.drone(),
        tx -> TaskSteps.start(tx, decision, path),
        path,
        new Subject.Task(task, decision.host(), job));
  }

  /// Starts what was recorded since the last call.
  void launchRecorded() {
    desks.launches().launch(List.copyOf(recordedStarts));
    recordedStarts.clear();
  }

  /// Records an execution, which [#launchRecorded] makes.
  private Item start(
      Decision decision,
      Optional<String> drone,
      Function<LabTransaction, NewExecution> record,
      ExecutionPath path,
      Subject subject) {
    AtomicReference<Optional<NewExecution>> recorded = new AtomicReference<>(Optional.empty());
    boolean isElsewhere = drone.filter(name -> !name.equals(around.config().name())).isPresent();
    return item(
        decision,
        tx -> {
          NewExecution execution = record.apply(tx);
          execution.placeOn(drone);
          recorded.set(Optional.of(execution));
        },
        () -> {
          ExecutionId execution = recorded.get().orElseThrow().id();
          Subjects.startKey(decision).ifPresent(desks.starts()::forget);
          recordedStarts.add(new Start(execution, path, subject, isElsewhere));
        });
  }

  private Item finishTask(Decision.FinishTask decision) {
    ExecutionPath task =
        ExecutionPath.ofTask(
            decision.host().hostname(), decision.task().id(), decision.task().type());
    beside("keeping the log of " + task, () -> keepTask(decision, task));
    return item(decision, tx -> tasks.finish(tx, decision), () -> failures.task(decision));
  }

  private void keepTask(Decision.FinishTask decision, ExecutionPath task) {
    switch (decision.after()) {
      case AfterTask.RepairNext(var entry, _) ->
          entry
              .filter(waiting -> waiting.metaHost().isEmpty())
              .flatMap(waiting -> jobPath(waiting, decision.host()))
              .ifPresent(
                  path -> {
                    desks.files().showTaskLog(task, path);
                    desks.parsers().copyTasks(path);
                  });
      case AfterTask.GiveUp(var entry, _) ->
          entry
              .filter(waiting -> waiting.metaHost().isEmpty())
              .ifPresent(waiting -> adopt(task, waiting, decision.host()));
      case AfterTask.Nothing _,
          AfterTask.HostReady _,
          AfterTask.VerifyNext _,
          AfterTask.EntryPending _ -> {}
    }
  }

  /// Files that are good to have must not keep an entry from its end when the disk is full: the
  /// database knows the same.
  private static void beside(String what, Runnable files) {
    try {
      files.run();
    } catch (ResultsTrouble trouble) {
      LOG.log(
          Level.WARNING,
          "%s: %s; left out (blame: %s)"
              .formatted(what, trouble.problem(), trouble.blame().inWords()));
    }
  }

  private void adopt(ExecutionPath task, LabEntry entry, LabHost host) {
    Instant queued = lab.job(entry.job()).orElseThrow().createdAt();
    jobPath(entry, host)
        .ifPresent(
            path -> {
              desks.files().adoptTask(task, path, queued, around.clock().instant());
              desks.parsers().copyTasks(path);
            });
  }

  private Item endMain(Decision.EndMain decision) {
    pathOf(decision.group())
        .ifPresent(
            path ->
                beside(
                    "the time of its end",
                    () -> desks.files().finishMain(path, decision.outcome().endedAt())));
    return rows(decision, tx -> steps.endMain(tx, decision));
  }

  private void parse(GroupKey group) {
    Optional<ExecutionPath> path = pathOf(group);
    if (path.isPresent()) {
      List<LabEntry> aborted =
          lab.entriesOf(group).stream().filter(LabEntry::abortRequested).toList();
      noteAbort(aborted, path.get());
      desks.parseDesk().begin(group, !aborted.isEmpty());
      desks.parsers().parse(group, path.get());
    }
  }

  /// An abort that came while the results were archived is noted beside them, too late for the
  /// archive.
  private Item finish(Decision.Finish decision) {
    List<LabEntry> aborted = decision.entries().stream().filter(LabEntry::abortRequested).toList();
    pathOf(decision.group()).ifPresent(path -> noteAbort(aborted, path));
    return item(decision, tx -> steps.finish(tx, decision), () -> finished(decision));
  }

  private void handOver(GroupKey group) {
    desks.archiveDesk().begin(group);
    desks.archivers().archive(group, pathOf(group));
  }

  private void stop(Decision.StopExecution decision) {
    lab.executions()
        .get(decision.execution())
        .ifPresent(
            execution -> {
              noteAbort(decision.entries(), execution.path());
              desks.watch().stop(execution);
            });
  }

  /// @param aborted none: it is no abort
  private void noteAbort(List<LabEntry> aborted, ExecutionPath path) {
    if (!aborted.isEmpty()) {
      desks
          .aborts()
          .of(ids(aborted))
          .ifPresent(note -> beside("who aborted it", () -> desks.files().noteAbort(path, note)));
    }
  }

  private Item setAside(Decision.SetAside decision) {
    LOG.log(
        Level.ERROR, "entry %s is set aside: %s".formatted(decision.entry(), decision.reason()));
    return rows(decision, tx -> tx.setProblem(decision.entry(), Optional.of(decision.failure())));
  }

  /// Said once in a while: what is written makes the host be looked at again.
  private Item setAside(Decision.SetHostAside decision) {
    Instant now = around.clock().instant();
    Instant again = hostsAside.getOrDefault(decision.host(), Instant.MIN);
    if (now.isBefore(again)) {
      return Item.only(() -> {}, failure -> failed(decision, failure));
    }
    hostsAside.put(decision.host(), now.plus(ASIDE_SAID_EVERY));
    LOG.log(Level.ERROR, "host %s is set aside: %s".formatted(decision.host(), decision.reason()));
    return rows(decision, tx -> tx.setHostProblem(decision.host(), decision.failure()));
  }

  private static List<EntryId> ids(List<LabEntry> entries) {
    return entries.stream().map(LabEntry::id).toList();
  }

  private List<LabHost> hostsOf(List<LabEntry> entries) {
    return entries.stream().flatMap(entry -> entry.host().flatMap(lab::host).stream()).toList();
  }

  private Optional<ExecutionPath> pathOf(GroupKey group) {
    return lab.job(group.job())
        .flatMap(job -> Subjects.path(group.job(), job.owner(), group.subdir()));
  }

  private Optional<ExecutionPath> jobPath(LabEntry entry, LabHost host) {
    return lab.job(entry.job())
        .flatMap(job -> Subjects.path(entry.job(), job.owner(), host.hostname().value()));
  }
}
