package org.autotest.dispatcher.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.core.schedule.AtomicGroup;
import org.autotest.core.schedule.LabelFacts;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.DatabaseUnavailable;
import org.autotest.store.LabChange;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChangeReader;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.Work;
import org.autotest.store.lab.LabHost;
import org.autotest.store.lab.LabJob;
import org.autotest.store.lab.LabPicture;
import org.autotest.store.lab.LabWriter;
import org.autotest.store.lab.LeaseLost;
import org.autotest.testkit.SettableClock;

/// The rows of a simulated lab, and the outbox. May be away for a while, and may break off in the
/// middle of a commit.
final class SimTables {
  /// All rows; a transaction works on a copy.
  record Rows(
      TreeMap<HostId, LabHost> hosts,
      TreeMap<JobId, LabJob> jobs,
      TreeMap<EntryId, LabEntry> entries,
      TreeMap<TaskId, SpecialTask> tasks,
      TreeMap<ExecutionId, LabExecution> executions,
      TreeMap<JobId, TreeSet<HostId>> blocks,
      TreeMap<LabelId, LabelFacts> labels,
      TreeMap<Long, AtomicGroup> atomicGroups,
      TreeMap<HostId, JobId> reservedBy) {
    Rows() {
      this(
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>());
    }

    Rows copy() {
      TreeMap<JobId, TreeSet<HostId>> blocked = new TreeMap<>();
      blocks.forEach((job, hosts) -> blocked.put(job, new TreeSet<>(hosts)));
      return new Rows(
          new TreeMap<>(hosts),
          new TreeMap<>(jobs),
          new TreeMap<>(entries),
          new TreeMap<>(tasks),
          new TreeMap<>(executions),
          blocked,
          new TreeMap<>(labels),
          new TreeMap<>(atomicGroups),
          new TreeMap<>(reservedBy));
    }
  }

  final SettableClock clock;
  final Set<String> taken = new TreeSet<>();

  /// Hosts that are kept for jobs, as the database was told.
  final Map<JobId, Set<HostId>> kept = new TreeMap<>();

  private final SimFaults faults;
  private Optional<SimOrders> orders = Optional.empty();
  private Optional<SimFleet> fleet = Optional.empty();
  private final List<LabChange> outbox = new ArrayList<>();
  private Rows rows = new Rows();
  private long ids;
  private long lease;
  private int added;
  private int commits;

  SimTables(SettableClock clock, SimFaults faults) {
    this.clock = clock;
    this.faults = faults;
  }

  /// Executions are run by drones.
  void runOn(SimFleet drones, SimOrders their) {
    fleet = Optional.of(drones);
    orders = Optional.of(their);
  }

  /// Empty where the planner runs everything itself.
  Optional<SimFleet> fleet() {
    return fleet;
  }

  /// As they are; not to be changed.
  Rows rows() {
    return rows;
  }

  /// Entries that the dispatcher made.
  int added() {
    return added;
  }

  /// Transactions of dispatchers that were made.
  int commits() {
    return commits;
  }

  long nextId() {
    return ++ids;
  }

  /// A change by somebody else than the dispatcher.
  void edit(Kind kind, long id, Consumer<Rows> change) {
    change.accept(rows);
    outbox.add(new LabChange(outbox.size() + 1L, kind, id));
  }

  /// A dispatcher takes the planner's lease, whoever has it.
  ///
  /// @param dispatcher its name
  Lease takeLease(String dispatcher) {
    return new Lease(++lease, dispatcher);
  }

  /// The time in which one dispatcher plans: until another takes over.
  final class Lease implements LabWriter {
    private final long number;
    private final String dispatcher;

    private Lease(long number, String dispatcher) {
      this.number = number;
      this.dispatcher = dispatcher;
    }

    boolean isHeld() {
      return number == lease;
    }

    /// @throws LeaseLost when another has taken over
    void require() {
      if (!isHeld()) {
        throw new LeaseLost(dispatcher);
      }
    }

    @Override
    public <T> T change(Steps<T> steps) {
      return SimTables.this.change(this, steps);
    }
  }

  private <T> T change(Lease planner, LabWriter.Steps<T> steps) {
    faults.point("before a transaction");
    requireUp();
    planner.require();
    SimTransaction transaction = new SimTransaction(rows.copy(), this, planner.dispatcher);
    T result = steps.take(transaction);
    faults.point("before a commit");
    rows = transaction.rows();
    transaction.finish();
    transaction.changed().forEach((kind, id) -> outbox.add(line(kind, id)));
    taken.addAll(transaction.taken());
    added += transaction.added();
    commits++;
    mayBreak();
    faults.point("after a commit");
    return result;
  }

  /// What was just committed may not be known to be.
  void mayBreak() {
    if (faults.breaksCommit()) {
      throw away("the connection broke during the commit");
    }
  }

  private LabChange line(Kind kind, long id) {
    return new LabChange(outbox.size() + 1L, kind, id);
  }

  /// @throws DatabaseUnavailable while it is away
  void requireUp() {
    if (faults.isDatabaseAway()) {
      throw away("connection refused");
    }
  }

  private static DatabaseUnavailable away(String seen) {
    return new DatabaseUnavailable("sim", seen, new IllegalStateException(seen));
  }

  /// The rows as the dispatcher reads them, with the news from now on.
  LabSource source() {
    requireUp();
    return new Source(outbox.size());
  }

  private final class Source implements LabSource {
    private int seen;

    Source(int seen) {
      this.seen = seen;
    }

    @Override
    public LabChangeReader.News news() {
      requireUp();
      List<LabChange> news = List.copyOf(outbox.subList(seen, outbox.size()));
      seen = outbox.size();
      return new LabChangeReader.News(news, true);
    }

    @Override
    public LabPicture readAll() {
      requireUp();
      List<LabEntry> entries =
          rows.entries().values().stream().filter(e -> !e.status().isComplete()).toList();
      Set<EntryId> unfinished = entries.stream().map(LabEntry::id).collect(Collectors.toSet());
      Set<JobId> begun =
          entries.stream()
              .filter(
                  e ->
                      !Set.of(
                              EntryStatus.QUEUED,
                              EntryStatus.VERIFYING,
                              EntryStatus.PENDING,
                              EntryStatus.WAITING)
                          .contains(e.status()))
              .map(LabEntry::job)
              .collect(Collectors.toSet());
      List<SpecialTask> tasks =
          rows.tasks().values().stream()
              .filter(
                  task ->
                      Lab.isOpen(task)
                          || (task.type() == TaskType.REPAIR
                              && task.onBehalfOf().filter(unfinished::contains).isPresent()))
              .toList();
      return new LabPicture(
          List.copyOf(rows.hosts().values()),
          jobs(entries.stream()),
          entries,
          tasks,
          rows.executions().values().stream()
              .filter(e -> e.isOpen() || isOf(e, begun))
              .map(this::withTold)
              .toList(),
          blocks(entries));
    }

    private LabExecution withTold(LabExecution execution) {
      return orders.map(their -> their.withTold(execution)).orElse(execution);
    }

    private boolean isOf(LabExecution execution, Set<JobId> begun) {
      return switch (execution.work()) {
        case Work.Main(var job, _) -> begun.contains(job);
        case Work.Gather(var job, _) -> begun.contains(job);
        case Work.Task(var task) ->
            Optional.ofNullable(rows.tasks().get(task)).filter(Lab::isOpen).isPresent();
      };
    }

    @Override
    public LabPicture.Common readCommon() {
      requireUp();
      return new LabPicture.Common(
          Map.copyOf(rows.labels()),
          Map.copyOf(rows.atomicGroups()),
          Map.of("alice", Set.of("Everyone"), "bob", Set.of("Everyone")));
    }

    @Override
    public LabPicture read(
        List<LabChange> changes, Predicate<JobId> knowsJob, Predicate<HostId> knowsHost) {
      requireUp();
      Set<Long> jobs = ids(changes, Kind.JOB);
      Set<Long> wanted = ids(changes, Kind.ENTRY);
      List<LabEntry> entries =
          rows.entries().values().stream()
              .filter(e -> jobs.contains(e.job().value()) || wanted.contains(e.id().value()))
              .filter(e -> !e.status().isComplete())
              .toList();
      Set<Long> hosts = new HashSet<>(ids(changes, Kind.HOST));
      entries.forEach(
          e -> e.host().filter(h -> !knowsHost.test(h)).ifPresent(h -> hosts.add(h.value())));
      Set<Long> tasks = ids(changes, Kind.TASK);
      Set<Long> executions = ids(changes, Kind.EXECUTION);
      return new LabPicture(
          of(rows.hosts().values(), host -> hosts.contains(host.id().value())),
          jobs(entries.stream().filter(e -> !knowsJob.test(e.job()))),
          entries,
          of(rows.tasks().values(), task -> tasks.contains(task.id().value())),
          of(rows.executions().values(), e -> executions.contains(e.id().value())).stream()
              .map(this::withTold)
              .toList(),
          blocks(entries));
    }

    private List<LabJob> jobs(Stream<LabEntry> entries) {
      return entries
          .flatMap(e -> Optional.ofNullable(rows.jobs().get(e.job())).stream())
          .distinct()
          .toList();
    }

    private Map<JobId, Set<HostId>> blocks(List<LabEntry> entries) {
      Map<JobId, Set<HostId>> blocks = new HashMap<>();
      entries.forEach(
          e ->
              blocks.put(
                  e.job(), Set.copyOf(rows.blocks().getOrDefault(e.job(), new TreeSet<>()))));
      return blocks;
    }

    private static <T> List<T> of(Collection<T> all, Predicate<T> wanted) {
      return all.stream().filter(wanted).toList();
    }

    private static Set<Long> ids(List<LabChange> changes, Kind kind) {
      return changes.stream()
          .filter(change -> change.kind() == kind)
          .map(LabChange::subject)
          .collect(Collectors.toSet());
    }
  }
}
