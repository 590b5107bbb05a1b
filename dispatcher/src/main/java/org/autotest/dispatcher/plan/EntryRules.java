package org.autotest.dispatcher.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostStatus;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskType;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;

/// What happens to an entry that has its host, or that somebody aborted: the run and its tail.
/// Looks at each group and each job once a round, whichever of their entries was touched.
final class EntryRules {
  /// Runs of one group that are begun before it is given up: an autoserv that never got as far as
  /// its pidfile is started once more.
  static final int LAUNCHES_MAX = 2;

  private final Lab lab;
  private final Starts starts;
  private final TailRules tail;
  private final GangRules gangs;
  private final Instant now;
  private final List<Decision> decisions = new ArrayList<>();
  private final Set<GroupKey> groupsSeen = new HashSet<>();
  private final Set<JobId> jobsSeen = new HashSet<>();

  EntryRules(Lab lab, Starts starts, TailRules tail, GangRules gangs, Instant now) {
    this.gangs = gangs;
    this.now = now;
    this.lab = lab;
    this.starts = starts;
    this.tail = tail;
  }

  List<Decision> decisions() {
    return decisions;
  }

  void look(EntryId id) {
    Optional<LabEntry> known = lab.entry(id);
    if (known.isEmpty()) {
      return;
    }
    LabEntry entry = known.get();
    LabJob job = lab.job(entry.job()).orElseThrow();
    if (job.isGang() && jobsSeen.add(job.id())) {
      decisions.addAll(gangs.look(job));
    }
    switch (entry.status()) {
      case QUEUED -> queued(entry, job);
      case VERIFYING -> preparing(entry, job);
      case PENDING, WAITING -> pending(entry, job);
      case STARTING, RUNNING, GATHERING, PARSING, ARCHIVING -> {
        GroupKey group = Lab.groupOf(entry).orElseThrow(() -> withoutGroup(entry));
        if (groupsSeen.add(group)) {
          lookAtGroup(group, lab.entriesOf(group), job);
        }
      }
      case COMPLETED, FAILED, ABORTED, STOPPED, TEMPLATE -> {}
    }
  }

  private void queued(LabEntry entry, LabJob job) {
    if (entry.abortRequested()) {
      abort(entry, job, Optional.empty(), List.of(), false);
    } else if (entry.isHostless()) {
      decisions.add(new Decision.StartHostless(entry, "it needs no machine"));
    }
  }

  private void preparing(LabEntry entry, LabJob job) {
    List<SpecialTask> own =
        hostOf(entry).stream()
            .flatMap(host -> lab.openTasks(host.id()).stream())
            .filter(task -> task.onBehalfOf().equals(Optional.of(entry.id())))
            .toList();
    if (entry.abortRequested()) {
      own.stream()
          .map(task -> lab.executions().open(new Work.Task(task.id())))
          .flatMap(Optional::stream)
          .forEach(
              execution ->
                  decisions.add(
                      new Decision.StopExecution(
                          execution.id(), List.of(), "the job it prepared for was aborted")));
      List<SpecialTask> queued =
          own.stream().filter(task -> task.status() == SpecialTask.Status.QUEUED).toList();
      Optional<LabHost> host = hostOf(entry);
      boolean used = host.map(LabHost::status).filter(s -> s != HostStatus.READY).isPresent();
      abort(entry, job, host, queued, used);
      return;
    }
    if (own.isEmpty() && hostOf(entry).isPresent()) {
      LabHost host = hostOf(entry).get();
      TaskType again = Preparation.first(job, host).orElse(TaskType.VERIFY);
      decisions.add(
          new Decision.QueueTask(
              host.id(),
              again,
              Optional.of(entry.id()),
              job.owner(),
              "the entry waits for a task that is not there"));
    }
  }

  private void pending(LabEntry entry, LabJob job) {
    if (entry.abortRequested()) {
      abort(entry, job, hostOf(entry), List.of(), false);
    } else if (!job.isGang() && entry.status() == EntryStatus.PENDING) {
      decisions.add(new Decision.FormGroup(job.id(), List.of(entry), "its host is ready"));
    }
  }

  private void abort(
      LabEntry entry,
      LabJob job,
      Optional<LabHost> host,
      List<SpecialTask> cancel,
      boolean cleanup) {
    decisions.add(new Decision.Abort(entry, host, cancel, cleanup, job.owner(), "it was aborted"));
  }

  private void lookAtGroup(GroupKey group, List<LabEntry> entries, LabJob job) {
    List<LabEntry> starting = withStatus(entries, EntryStatus.STARTING);
    if (!starting.isEmpty()) {
      starting(group, starting, job);
    }
    List<LabEntry> running = withStatus(entries, EntryStatus.RUNNING);
    if (!running.isEmpty()) {
      running(group, running, job);
    }
    List<LabEntry> gathering = withStatus(entries, EntryStatus.GATHERING);
    if (!gathering.isEmpty()) {
      gathering(group, gathering, job);
    }
    List<LabEntry> parsing = withStatus(entries, EntryStatus.PARSING);
    if (!parsing.isEmpty() && parsing.size() == entries.size()) {
      tail.parsing(group, parsing).ifPresent(decisions::add);
    }
    List<LabEntry> archiving = withStatus(entries, EntryStatus.ARCHIVING);
    if (!archiving.isEmpty() && archiving.size() == entries.size()) {
      tail.archiving(group, archiving).ifPresent(decisions::add);
    }
  }

  private void starting(GroupKey group, List<LabEntry> entries, LabJob job) {
    Optional<LabExecution> open = main(group).filter(LabExecution::isOpen);
    if (isAborted(entries)) {
      if (open.isPresent()) {
        decisions.add(stop(open.get(), entries));
      } else {
        entries.forEach(entry -> abort(entry, job, hostOf(entry), List.of(), false));
      }
      return;
    }
    if (open.isEmpty()) {
      starts.want(new StartKey.Main(group), entries.size());
    }
  }

  static boolean wantsMain(Lab lab, GroupKey group, List<LabEntry> entries) {
    return !entries.isEmpty()
        && !isAborted(entries)
        && entries.stream().allMatch(entry -> entry.status() == EntryStatus.STARTING)
        && lab.executions().open(new Work.Main(group.job(), group.subdir())).isEmpty();
  }

  private void running(GroupKey group, List<LabEntry> entries, LabJob job) {
    Optional<LabExecution> main = main(group);
    if (main.isEmpty()) {
      Outcome lost =
          lost("looking for the autoserv of %s: no record of it".formatted(group.subdir()));
      decisions.add(new Decision.EndMain(group, entries, lost, "no execution is recorded"));
    } else if (main.get().status() == LabExecution.Status.ABANDONED) {
      neverBegan(group, entries, main.get());
    } else if (main.get().outcome().isPresent()) {
      Outcome outcome = main.get().outcome().get();
      decisions.add(new Decision.EndMain(group, entries, outcome, inWords(outcome)));
      if (!outcome.wasKilled()) {
        decisions.add(release(group, entries, job));
      }
    } else if (isAborted(entries)) {
      decisions.add(stop(main.get(), entries));
    }
  }

  private void neverBegan(GroupKey group, List<LabEntry> entries, LabExecution main) {
    String seen =
        main.outcome()
            .flatMap(Outcome::failure)
            .map(Failure::problem)
            .orElse("starting autoserv: it left no sign of having begun");
    if (isAborted(entries) || attempt(group) >= LAUNCHES_MAX) {
      decisions.add(new Decision.EndMain(group, entries, lost(seen), seen));
    } else {
      decisions.add(new Decision.Relaunch(group, entries, seen));
    }
  }

  /// How many times the group was begun: 1, or the number behind the `@` of its directory.
  static int attempt(GroupKey group) {
    int at = group.subdir().lastIndexOf('@');
    return at < 0 ? 1 : Integer.parseInt(group.subdir().substring(at + 1));
  }

  private void gathering(GroupKey group, List<LabEntry> entries, LabJob job) {
    if (wantsGather(lab, group, entries)) {
      starts.want(new StartKey.Gather(group), entries.size());
      return;
    }
    if (gather(group).filter(LabExecution::isOpen).isPresent()) {
      return;
    }
    decisions.add(release(group, entries, job));
  }

  private Decision release(GroupKey group, List<LabEntry> entries, LabJob job) {
    boolean cleanup = isCleanedAfter(group, entries, job);
    return new Decision.Release(
        group,
        entries,
        job.owner(),
        cleanup,
        cleanup ? "the job is over; its hosts are cleaned up" : "the job is over");
  }

  static boolean wantsGather(Lab lab, GroupKey group, List<LabEntry> entries) {
    Work gather = new Work.Gather(group.job(), group.subdir());
    boolean done =
        lab.executions()
            .latest(gather)
            .filter(last -> last.isOpen() || last.outcome().isPresent())
            .isPresent();
    return !entries.isEmpty()
        && !done
        && entries.stream().allMatch(entry -> entry.status() == EntryStatus.GATHERING)
        && entries.stream().anyMatch(entry -> entry.host().isPresent())
        && lab.executions()
            .latest(new Work.Main(group.job(), group.subdir()))
            .flatMap(LabExecution::outcome)
            .filter(Outcome::wasKilled)
            .isPresent();
  }

  private boolean isCleanedAfter(GroupKey group, List<LabEntry> entries, LabJob job) {
    if (isAborted(entries)) {
      return true;
    }
    Optional<Outcome> outcome = main(group).flatMap(LabExecution::outcome);
    return switch (job.options().rebootAfter()) {
      case ALWAYS -> true;
      case NEVER -> false;
      case IF_ALL_TESTS_PASSED ->
          outcome.filter(o -> o.isSuccess() && o.testsFailed() == 0).isPresent();
    };
  }

  private static Decision stop(LabExecution execution, List<LabEntry> entries) {
    return new Decision.StopExecution(execution.id(), entries, "the job was aborted");
  }

  static boolean isAborted(List<LabEntry> entries) {
    return entries.stream().anyMatch(LabEntry::abortRequested);
  }

  private static List<LabEntry> withStatus(List<LabEntry> entries, EntryStatus status) {
    return entries.stream().filter(entry -> entry.status() == status).toList();
  }

  private Optional<LabHost> hostOf(LabEntry entry) {
    return entry.host().flatMap(lab::host);
  }

  private Optional<LabExecution> main(GroupKey group) {
    return lab.executions().latest(new Work.Main(group.job(), group.subdir()));
  }

  private Optional<LabExecution> gather(GroupKey group) {
    return lab.executions().latest(new Work.Gather(group.job(), group.subdir()));
  }

  private static IllegalStateException withoutGroup(LabEntry entry) {
    return new IllegalStateException(
        "entry %s is %s and has no directory".formatted(entry.id(), entry.status().word()));
  }

  private Outcome lost(String problem) {
    return new Outcome(now, 1, 0, Optional.of(new Failure(Blame.LAB, problem)));
  }

  /// How an execution ended, as a clause.
  static String inWords(Outcome outcome) {
    if (outcome.isSuccess()) {
      return "autoserv exited 0";
    }
    String cause = outcome.failure().map(Failure::problem).map(text -> ": " + text).orElse("");
    return outcome.wasKilled()
        ? "autoserv was killed or has vanished" + cause
        : "autoserv exited %d%s".formatted(outcome.waitStatus() >> 8, cause);
  }
}
