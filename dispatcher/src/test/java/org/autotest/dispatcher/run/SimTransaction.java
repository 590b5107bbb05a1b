package org.autotest.dispatcher.run;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.HostEvent;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.HostTransitions;
import org.autotest.core.job.EntryEvent;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.EntryTransitions;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.schedule.Reserved;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Outcome;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabExecution.Status;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabTransaction;
import org.autotest.store.lab.LostRace;
import org.autotest.store.lab.NewExecution;

/// Changes of a copy of simulated rows: the same steps with the same conditions as in the database.
final class SimTransaction implements LabTransaction {
  private record Change(Kind kind, long id) {}

  private record Created(ExecutionId id, NewExecution handle) {}

  private final SimTables.Rows rows;
  private final SimTables tables;
  private final String dispatcher;
  private final List<Change> changes = new ArrayList<>();
  private final List<Created> created = new ArrayList<>();
  private final Set<String> taken = new TreeSet<>();
  private int added;

  SimTransaction(SimTables.Rows rows, SimTables tables, String dispatcher) {
    this.rows = rows;
    this.tables = tables;
    this.dispatcher = dispatcher;
  }

  SimTables.Rows rows() {
    return rows;
  }

  /// Rows of the life tables that were used: `entry Queued HOST_TAKEN_AS_IS`.
  Set<String> taken() {
    return taken;
  }

  void finish() {
    created.forEach(this::place);
  }

  private void place(Created one) {
    one.handle().becomes(one.id());
    one.handle()
        .drone()
        .ifPresent(
            drone -> rows.executions().computeIfPresent(one.id(), (_, e) -> Sim.placed(e, drone)));
    tables.fleet().ifPresent(fleet -> fleet.requirePlace(known(rows.executions(), one.id()), rows));
  }

  Changes changed() {
    return consumer -> changes.forEach(change -> consumer.accept(change.kind(), change.id()));
  }

  /// What was changed.
  interface Changes {
    void forEach(BiConsumer<Kind, Long> consumer);
  }

  private static void require(boolean held, String what, String expected) {
    if (!held) {
      throw new LostRace(what, expected);
    }
  }

  private static <I, T> T known(Map<I, T> table, I id) {
    T row = table.get(id);
    if (row == null) {
      throw new LostRace("row " + id, "there");
    }
    return row;
  }

  private void entry(EntryId id, UnaryOperator<LabEntry> change) {
    require(rows.entries().containsKey(id), "entry " + id, "there");
    rows.entries().computeIfPresent(id, (_, old) -> change.apply(old));
    changes.add(new Change(Kind.ENTRY, id.value()));
  }

  private void host(HostId id, UnaryOperator<LabHost> change) {
    require(rows.hosts().containsKey(id), "host " + id, "there");
    rows.hosts().computeIfPresent(id, (_, old) -> change.apply(old));
    changes.add(new Change(Kind.HOST, id.value()));
  }

  private void task(TaskId id, SpecialTask.Status from, SpecialTask.Status to) {
    SpecialTask old = known(rows.tasks(), id);
    require(
        old.status() == from
            || (to != SpecialTask.Status.RUNNING && old.status() == SpecialTask.Status.QUEUED),
        "task " + id,
        from.word());
    rows.tasks().put(id, Sim.with(old, to));
    changes.add(new Change(Kind.TASK, id.value()));
  }

  @Override
  public Instant now() {
    return tables.clock.instant();
  }

  @Override
  public EntryStatus moveEntry(EntryId id, EntryStatus from, EntryEvent event, String reason) {
    EntryStatus to = EntryTransitions.after(from, event);
    LabEntry old = known(rows.entries(), id);
    require(old.status() == from, "entry " + id, from.word());
    entry(id, e -> Sim.with(e, to));
    taken.add("entry %s %s".formatted(from, event));
    return to;
  }

  @Override
  public void assignHost(EntryId id, JobId job, HostId host) {
    require(known(rows.entries(), id).host().isEmpty(), "entry " + id, "without a host");
    entry(id, e -> Sim.withHost(e, Optional.of(host)));
    rows.blocks().computeIfAbsent(job, _ -> new TreeSet<>()).add(host);
  }

  @Override
  public EntryId addEntry(EntryId like, JobId job, HostId host) {
    // As in the database, where a transaction makes its other changes at its end.
    LabEntry model = known(tables.rows().entries(), like);
    require(
        model.status() == EntryStatus.QUEUED && !model.abortRequested(), "entry " + like, "Queued");
    EntryId id = new EntryId(tables.nextId());
    rows.entries().put(id, Sim.copy(model, id, host));
    rows.blocks().computeIfAbsent(job, _ -> new TreeSet<>()).add(host);
    changes.add(new Change(Kind.ENTRY, id.value()));
    added++;
    return id;
  }

  /// Entries that it made.
  int added() {
    return added;
  }

  @Override
  public void unassignHost(EntryId id, JobId job, HostId host) {
    require(
        known(rows.entries(), id).host().equals(Optional.of(host)), "entry " + id, "on " + host);
    entry(id, e -> Sim.withHost(e, Optional.empty()));
    rows.blocks().getOrDefault(job, new TreeSet<>()).remove(host);
  }

  @Override
  public void setSubdir(EntryId id, String subdir) {
    entry(id, e -> Sim.withSubdir(e, subdir));
  }

  @Override
  public void setStarted(EntryId id, Optional<Instant> at) {
    entry(id, e -> Sim.withStarted(e, at));
  }

  @Override
  public void setWaitUntil(EntryId id, Instant until) {
    entry(id, e -> Sim.withWait(e, until));
  }

  @Override
  public void setProblem(EntryId id, Optional<Failure> problem) {
    entry(id, e -> Sim.withProblem(e, problem.map(Failure::problem)));
  }

  @Override
  public void requestAbort(EntryId id, String reason) {
    LabEntry old = known(rows.entries(), id);
    require(
        !old.abortRequested() && !old.status().isComplete(),
        "entry " + id,
        "unfinished and not aborted");
    entry(id, Sim::aborted);
  }

  @Override
  public Set<String> subdirsOf(JobId job) {
    return rows.entries().values().stream()
        .filter(e -> e.job().equals(job))
        .map(LabEntry::subdir)
        .filter(subdir -> !subdir.isEmpty())
        .collect(Collectors.toSet());
  }

  @Override
  public List<Blame> lostBeforeStart(JobId job) {
    return List.of();
  }

  @Override
  public void requireReady(HostId id) {
    LabHost host = known(rows.hosts(), id);
    require(host.status() == HostStatus.READY && !host.locked(), "host " + id, "Ready");
  }

  @Override
  public HostStatus moveHost(HostId id, HostStatus from, HostEvent event, String reason) {
    HostStatus to = HostTransitions.after(from, event);
    LabHost old = known(rows.hosts(), id);
    require(old.status() == from, "host " + id, from.word());
    host(id, h -> Sim.with(h, to));
    taken.add("host %s %s".formatted(from, event));
    return to;
  }

  @Override
  public void setHostProblem(HostId id, Failure problem) {
    host(id, h -> h);
  }

  @Override
  public void setDirty(HostId id, boolean dirty) {
    host(id, h -> Sim.withDirty(h, dirty));
  }

  @Override
  public void keepHosts(JobId job, Set<HostId> hosts) {
    if (hosts.isEmpty()) {
      tables.kept.remove(job);
    } else {
      tables.kept.put(job, Set.copyOf(hosts));
    }
  }

  @Override
  public void setArchive(EntryId entry, String place) {}

  @Override
  public void keepNoHosts() {
    tables.kept.clear();
  }

  @Override
  public void reserveFor(JobId job, HostId id, Instant until) {
    Optional<Reserved> kept = known(rows.hosts(), id).offer().reserved();
    if (kept.filter(other -> other.until().isAfter(now())).isEmpty()) {
      String owner = known(rows.jobs(), job).owner();
      rows.reservedBy().put(id, job);
      host(id, h -> Sim.withReserved(h, Optional.of(new Reserved(owner, false, until, ""))));
    }
  }

  @Override
  public void reservedUntil(JobId job, HostId id, Instant until) {
    if (job.equals(rows.reservedBy().get(id))) {
      host(id, h -> Sim.withReserved(h, h.offer().reserved().map(r -> until(r, until))));
    }
  }

  private static Reserved until(Reserved old, Instant end) {
    return new Reserved(
        old.holder(), old.forLabels(), old.until().isBefore(end) ? old.until() : end, old.reason());
  }

  @Override
  public void createTask(
      HostId host, TaskType type, Optional<EntryId> entry, String requestedBy, String reason) {
    TaskId id = new TaskId(tables.nextId());
    rows.tasks()
        .put(
            id,
            new SpecialTask(id, type, host, requestedBy, entry, SpecialTask.Status.QUEUED, now()));
    changes.add(new Change(Kind.TASK, id.value()));
  }

  @Override
  public void startTask(TaskId id, String reason) {
    require(known(rows.tasks(), id).status() == SpecialTask.Status.QUEUED, "task " + id, "queued");
    task(id, SpecialTask.Status.QUEUED, SpecialTask.Status.RUNNING);
  }

  @Override
  public void finishTask(TaskId id, Optional<Failure> failure, String reason) {
    task(
        id,
        SpecialTask.Status.RUNNING,
        failure.isEmpty() ? SpecialTask.Status.COMPLETED : SpecialTask.Status.FAILED);
  }

  @Override
  public void deleteTasks(List<TaskId> tasks) {
    for (TaskId id : tasks) {
      rows.tasks().remove(id);
      changes.add(new Change(Kind.TASK, id.value()));
    }
  }

  private NewExecution create(Work work, ExecutionPath path, int weight) {
    ExecutionId id = new ExecutionId(tables.nextId());
    rows.executions()
        .put(
            id,
            new LabExecution(
                id,
                work,
                dispatcher,
                path,
                weight,
                Status.STARTING,
                Optional.empty(),
                Optional.empty()));
    changes.add(new Change(Kind.EXECUTION, id.value()));
    NewExecution handle = new NewExecution();
    created.add(new Created(id, handle));
    return handle;
  }

  @Override
  public NewExecution createMain(
      JobId job, ExecutionPath path, List<EntryId> entries, EntryStatus status, int weight) {
    requireAll(entries, status);
    return create(new Work.Main(job, subdir(path)), path, weight);
  }

  @Override
  public NewExecution createGather(
      JobId job, ExecutionPath path, List<EntryId> entries, int weight) {
    requireAll(entries, EntryStatus.GATHERING);
    return create(new Work.Gather(job, subdir(path)), path, weight);
  }

  private void requireAll(List<EntryId> entries, EntryStatus status) {
    entries.forEach(
        id -> {
          require(known(rows.entries(), id).status() == status, "entry " + id, status.word());
          entry(id, e -> e);
        });
  }

  private static String subdir(ExecutionPath path) {
    return path.value().substring(path.value().lastIndexOf('/') + 1);
  }

  @Override
  public NewExecution createTaskExecution(TaskId task, TaskType type, ExecutionPath path) {
    require(
        known(rows.tasks(), task).status() == SpecialTask.Status.RUNNING,
        "task " + task,
        "running");
    return create(new Work.Task(task), path, 1);
  }

  @Override
  public void executionRuns(ExecutionId id, ProcessRef process) {
    LabExecution old = known(rows.executions(), id);
    require(old.status() == Status.STARTING, "execution " + id, "starting");
    rows.executions().put(id, Sim.with(old, Status.RUNNING, Optional.of(process), old.outcome()));
    changes.add(new Change(Kind.EXECUTION, id.value()));
  }

  @Override
  public void executionEnded(ExecutionId id, Outcome outcome) {
    end(id, Status.ENDED, Optional.of(outcome));
  }

  @Override
  public void executionAbandoned(ExecutionId id, Optional<Outcome> outcome) {
    end(id, Status.ABANDONED, outcome);
  }

  private void end(ExecutionId id, Status to, Optional<Outcome> outcome) {
    LabExecution old = known(rows.executions(), id);
    require(old.isOpen(), "execution " + id, "open");
    rows.executions().put(id, Sim.with(old, to, old.process(), outcome));
    changes.add(new Change(Kind.EXECUTION, id.value()));
  }
}
