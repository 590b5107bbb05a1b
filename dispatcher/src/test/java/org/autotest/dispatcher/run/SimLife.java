package org.autotest.dispatcher.run;

import static org.autotest.dispatcher.run.SimJobs.GROUP;
import static org.autotest.dispatcher.run.SimJobs.RACK;
import static org.autotest.dispatcher.run.SimJobs.RARE;
import static org.autotest.dispatcher.run.SimJobs.X86;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.autotest.core.host.HostId;
import org.autotest.core.host.HostStatus;
import org.autotest.core.host.Hostname;
import org.autotest.core.host.LabelId;
import org.autotest.core.host.Protection;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;
import org.autotest.core.schedule.AtomicGroup;
import org.autotest.core.schedule.LabelFacts;
import org.autotest.core.schedule.Offer;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;
import org.autotest.testkit.SettableClock;

/// One short life of a simulated lab, by a seed: people and faults do what they like for a while,
/// then the faults stop, and everything must come to its end. The rules that must always hold are
/// looked at after every round.
final class SimLife {
  private static final int EVENTS = 40;
  private static final int ROUNDS_MAX = 60;

  /// Half hours in which everything must have ended: longer than any time limit of a job.
  private static final int ENDS_WITHIN = 200;

  private final Random random;
  private final SimFaults faults;
  private final SettableClock clock = new SettableClock();
  private final SimTables tables;
  private final SimProcesses processes;
  private final SimRules rules;
  private final SimJobs jobs;
  private final Path root;
  private final List<String> story = new ArrayList<>();

  /// Whether jobs wait for ever, so that nothing comes to its end because its time is over.
  private final boolean patient;

  private SimDispatcher dispatcher;

  SimLife(long seed, Path root) {
    this.random = new Random(seed);
    this.patient = seed % 2 == 0;
    this.faults = new SimFaults(random);
    this.tables = new SimTables(clock, faults);
    this.processes = new SimProcesses(random, faults);
    this.rules = new SimRules(tables, processes);
    this.jobs = new SimJobs(random, clock, tables, patient);
    this.root = root;
    this.dispatcher = new SimDispatcher(tables, processes, faults, root);
  }

  /// What happened, for whoever reads why it failed.
  List<String> story() {
    return story;
  }

  /// Rows of the life tables that were used.
  Set<String> taken() {
    return tables.taken;
  }

  /// Lives it.
  void live() {
    tables.edit(
        Kind.LABEL,
        1,
        r -> r.labels().put(X86, new LabelFacts(X86, "x86", false, Optional.empty())));
    tables.edit(
        Kind.LABEL,
        2,
        r -> r.labels().put(RARE, new LabelFacts(RARE, "rare", true, Optional.empty())));
    tables.edit(
        Kind.LABEL,
        3,
        r -> r.labels().put(RACK, new LabelFacts(RACK, "rack", false, Optional.of(GROUP))));
    limitGroup(3);
    int hosts = random.nextInt(1, 6);
    for (int i = 1; i <= hosts; i++) {
      host("host" + i);
    }
    for (int i = 0; i < EVENTS; i++) {
      event();
      rounds();
    }
    story.add("faults stop");
    faults.stop();
    processes.behaveWell();
    for (HostId host : tables.rows().hosts().keySet()) {
      edit(host, h -> Sim.withLocked(h, false));
    }
    limitGroup(5);
    tables.edit(
        Kind.LABEL,
        2,
        r -> r.labels().put(RARE, new LabelFacts(RARE, "rare", false, Optional.empty())));
    for (int i = 0; i < ENDS_WITHIN && !rules.areOver(); i++) {
      mend();
      serve(i % 2 == 0 ? Set.of(X86, RARE) : Set.of(X86, RARE, RACK));
      pass(Duration.ofMinutes(30));
      rounds();
    }
    rules.requireOver();
    List<String> differences = dispatcher.differences(rules.ids());
    if (!differences.isEmpty()) {
      throw new AssertionError("the picture differs: " + differences);
    }
    dispatcher.die();
  }

  /// By turns the hosts are there for jobs of the atomic group and for the others.
  private void serve(Set<LabelId> labels) {
    for (HostId host : tables.rows().hosts().keySet()) {
      edit(host, h -> Sim.withOffer(h, new Offer(labels, h.offer().groups(), false)));
    }
  }

  private void limitGroup(int most) {
    story.add("the atomic group gives at most " + most);
    tables.edit(
        Kind.ATOMIC_GROUP,
        GROUP,
        r -> r.atomicGroups().put(GROUP, new AtomicGroup(GROUP, "rack", most)));
  }

  /// Somebody looks after the hosts that were given up.
  private void mend() {
    for (LabHost host : List.copyOf(tables.rows().hosts().values())) {
      if (host.status() == HostStatus.REPAIR_FAILED
          && tables.rows().entries().values().stream().anyMatch(e -> !e.status().isComplete())) {
        request(host.id(), TaskType.VERIFY);
      }
    }
  }

  private void event() {
    if (!open(EntryStatus.WAITING).isEmpty() && random.nextInt(3) == 0) {
      // What waits for more hosts does not wait long, and is seldom met by chance.
      if (random.nextBoolean()) {
        abort(open(EntryStatus.WAITING));
      } else {
        limitGroup(random.nextInt(1, 4));
      }
      return;
    }
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> story.add(jobs.submit());
      case 3 -> abort(open());
      case 4 -> lock();
      case 5 -> relabel();
      case 6 -> request();
      case 7 -> jumpClock();
      case 8 -> dieSoon();
      case 9 -> databaseAway();
      case 10 -> toggle("starts are refused", faults::refusesStarts, faults::refuseStarts);
      case 11 ->
          toggle("results are unreadable", faults::isResultsUnreadable, faults::resultsUnreadable);
      case 12 -> {
        story.add("a commit will break");
        faults.breakSoon();
      }
      case 13 -> limitGroup(random.nextInt(1, 4));
      case 14 -> story.add(jobs.submitForGroup());
      case 15, 16 -> leaveHalfWay();
      default -> pass(Duration.ofSeconds(random.nextInt(1, 3_600)));
    }
  }

  private void pass(Duration time) {
    clock.advance(time);
    processes.pass(time);
  }

  private void toggle(String what, BooleanSupplier is, Consumer<Boolean> set) {
    story.add(what + ": " + !is.getAsBoolean());
    set.accept(!is.getAsBoolean());
  }

  private void host(String name) {
    HostId id = new HostId(tables.nextId());
    Set<LabelId> labels = anyLabels();
    LabHost host =
        new LabHost(
            id,
            new Hostname(name),
            HostStatus.READY,
            false,
            random.nextBoolean(),
            jobs.any(Protection.values()),
            new Offer(labels, Set.of("Everyone"), false));
    tables.edit(Kind.HOST, id.value(), r -> r.hosts().put(id, host));
  }

  private Set<LabelId> anyLabels() {
    return switch (random.nextInt(5)) {
      case 0 -> Set.of(X86, RARE);
      case 1, 2 -> Set.of(X86, RACK);
      default -> Set.of(X86);
    };
  }

  private void edit(HostId id, UnaryOperator<LabHost> change) {
    tables.edit(
        Kind.HOST, id.value(), r -> r.hosts().computeIfPresent(id, (_, h) -> change.apply(h)));
  }

  private HostId anyHost() {
    List<HostId> hosts = List.copyOf(tables.rows().hosts().keySet());
    return hosts.get(random.nextInt(hosts.size()));
  }

  private List<LabEntry> open(EntryStatus... statuses) {
    return tables.rows().entries().values().stream()
        .filter(e -> !e.status().isComplete())
        .filter(e -> statuses.length == 0 || List.of(statuses).contains(e.status()))
        .toList();
  }

  private void abort(List<LabEntry> open) {
    if (!open.isEmpty()) {
      LabEntry one = open.get(random.nextInt(open.size()));
      story.add("abort entry %s, %s".formatted(one.id(), one.status()));
      tables.edit(
          Kind.ENTRY,
          one.id().value(),
          r -> r.entries().computeIfPresent(one.id(), (_, e) -> Sim.aborted(e)));
    }
  }

  private void lock() {
    HostId host = anyHost();
    story.add("lock or unlock host " + host);
    edit(host, h -> Sim.withLocked(h, !h.locked()));
  }

  private void relabel() {
    HostId host = anyHost();
    Set<LabelId> labels = anyLabels();
    story.add("host %s carries %s".formatted(host, labels));
    edit(host, h -> Sim.withOffer(h, new Offer(labels, h.offer().groups(), false)));
  }

  private void request() {
    request(anyHost(), jobs.any(TaskType.values()));
  }

  private void request(HostId host, TaskType type) {
    TaskId id = new TaskId(tables.nextId());
    story.add("%s of host %s asked for".formatted(type, host));
    tables.edit(
        Kind.TASK,
        id.value(),
        r ->
            r.tasks()
                .put(
                    id,
                    new SpecialTask(
                        id,
                        type,
                        host,
                        "alice",
                        Optional.empty(),
                        SpecialTask.Status.QUEUED,
                        clock.instant())));
  }

  /// Somebody with a database client leaves a host that nobody uses in the middle of something.
  private void leaveHalfWay() {
    LabHost host = Objects.requireNonNull(tables.rows().hosts().get(anyHost()));
    boolean used =
        open().stream()
                .anyMatch(e -> e.status().isActive() && e.host().equals(Optional.of(host.id())))
            || tables.rows().tasks().values().stream()
                .anyMatch(task -> Lab.isOpen(task) && task.host().equals(host.id()));
    if (used) {
      return;
    }
    HostStatus status = jobs.any(HostStatus.values());
    story.add("host %s is left %s".formatted(host.id(), status));
    edit(host.id(), h -> Sim.with(h, status));
    if (random.nextInt(4) > 0) {
      request(host.id(), jobs.any(TaskType.values()));
    }
  }

  private void jumpClock() {
    Duration jump = Duration.ofSeconds(random.nextInt(-7_200, 7_200));
    story.add("the clock jumps by " + jump);
    clock.advance(jump);
  }

  private void dieSoon() {
    story.add("the dispatcher will be killed");
    faults.killSoon();
  }

  private void databaseAway() {
    story.add("the database is away for some minutes");
    faults.databaseAway(true);
    for (int minute = random.nextInt(1, 5); minute > 0; minute--) {
      turn();
      pass(Duration.ofMinutes(1));
    }
    faults.databaseAway(false);
  }

  private void rounds() {
    int quiet = 0;
    for (int i = 0; i < ROUNDS_MAX && quiet < 3; i++) {
      quiet = turn() || !dispatcher.isAtWork() ? 0 : quiet + 1;
      clock.advance(Duration.ofMillis(500));
    }
    if (quiet >= 3) {
      rules.requireAtRest();
    }
  }

  private boolean turn() {
    boolean busy;
    try {
      busy = dispatcher.round();
    } catch (SimFaults.Killed killed) {
      story.add("killed " + killed.getMessage());
      dispatcher.die();
      dispatcher = new SimDispatcher(tables, processes, faults, root);
      busy = true;
    }
    rules.require(jobs.entriesMade());
    return busy;
  }
}
