package org.autotest.dispatcher.run;

import static org.autotest.dispatcher.run.SimJobs.GROUP;
import static org.autotest.dispatcher.run.SimJobs.RACK;
import static org.autotest.dispatcher.run.SimJobs.RARE;
import static org.autotest.dispatcher.run.SimJobs.X86;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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
import org.autotest.core.schedule.Reserved;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.lab.LabEntry;
import org.autotest.store.lab.LabHost;

/// What people do to a simulated lab beside submitting jobs, and what the lab undoes by itself when
/// its time has come.
final class SimPeople {
  private final Random random;
  private final SimJobs jobs;
  private final SimTables tables;
  private final List<String> story;
  private final Map<HostId, Instant> lockEnds = new TreeMap<>();

  SimPeople(Random random, SimJobs jobs, SimTables tables, List<String> story) {
    this.random = random;
    this.jobs = jobs;
    this.tables = tables;
    this.story = story;
  }

  /// Makes labels, an atomic group and some hosts.
  void furnish() {
    label(new LabelFacts(X86, "x86", false, Optional.empty()));
    label(new LabelFacts(RARE, "rare", true, Optional.empty()));
    label(new LabelFacts(RACK, "rack", false, Optional.of(GROUP)));
    limitGroup(3);
    int hosts = random.nextInt(1, 6);
    for (int i = 1; i <= hosts; i++) {
      host("host" + i);
    }
  }

  private void label(LabelFacts facts) {
    tables.edit(Kind.LABEL, facts.id().value(), r -> r.labels().put(facts.id(), facts));
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

  LabHost anyHost() {
    List<LabHost> hosts = List.copyOf(tables.rows().hosts().values());
    return hosts.get(random.nextInt(hosts.size()));
  }

  List<LabEntry> open(EntryStatus... statuses) {
    return tables.rows().entries().values().stream()
        .filter(e -> !e.status().isComplete())
        .filter(e -> statuses.length == 0 || List.of(statuses).contains(e.status()))
        .toList();
  }

  void limitGroup(int most) {
    story.add("the atomic group gives at most " + most);
    tables.edit(
        Kind.ATOMIC_GROUP,
        GROUP,
        r -> r.atomicGroups().put(GROUP, new AtomicGroup(GROUP, "rack", most)));
  }

  void abort(List<LabEntry> open) {
    if (!open.isEmpty()) {
      LabEntry one = open.get(random.nextInt(open.size()));
      story.add("abort entry %s, %s".formatted(one.id(), one.status()));
      tables.edit(
          Kind.ENTRY,
          one.id().value(),
          r -> r.entries().computeIfPresent(one.id(), (_, e) -> Sim.aborted(e)));
    }
  }

  /// For a while, or until somebody unlocks it.
  void lock() {
    HostId host = anyHost().id();
    story.add("lock or unlock host " + host);
    edit(host, h -> Sim.withLocked(h, !h.locked()));
    lockEnds.remove(host);
    if (random.nextBoolean()) {
      lockEnds.put(host, soon());
    }
  }

  /// Reserves a host, or gives it back.
  void reserve() {
    LabHost host = anyHost();
    if (host.offer().reserved().isPresent()) {
      story.add("host %s is given back".formatted(host.id()));
      giveBack(host.id());
      return;
    }
    Reserved reserved =
        new Reserved(random.nextBoolean() ? "alice" : "bob", random.nextBoolean(), soon(), "");
    story.add("host %s is %s".formatted(host.id(), reserved.inWords()));
    edit(host.id(), h -> Sim.withReserved(h, Optional.of(reserved)));
  }

  private Instant soon() {
    return tables.clock.instant().plus(Duration.ofMinutes(random.nextInt(1, 600)));
  }

  private void giveBack(HostId host) {
    tables.rows().reservedBy().remove(host);
    edit(host, h -> Sim.withReserved(h, Optional.empty()));
  }

  /// Ends locks and reservations whose time has come, as the lab does beside the loop.
  void upkeep() {
    Instant now = tables.clock.instant();
    for (LabHost host : List.copyOf(tables.rows().hosts().values())) {
      if (host.offer().reserved().filter(r -> !r.until().isAfter(now)).isPresent()) {
        giveBack(host.id());
      }
      Instant end = lockEnds.getOrDefault(host.id(), Instant.MAX);
      if (!end.isAfter(now)) {
        lockEnds.remove(host.id());
        edit(host.id(), h -> Sim.withLocked(h, false));
      }
    }
  }

  void relabel() {
    HostId host = anyHost().id();
    Set<LabelId> labels = anyLabels();
    story.add("host %s carries %s".formatted(host, labels));
    edit(host, h -> Sim.withLabels(h, labels));
  }

  void request() {
    request(anyHost().id(), jobs.any(TaskType.values()));
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
                        tables.clock.instant())));
  }

  /// Somebody with a database client leaves a host that nobody uses in the middle of something.
  void leaveHalfWay() {
    LabHost host = anyHost();
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

  /// Nothing that people said holds anything back any more.
  void letGo() {
    for (HostId host : List.copyOf(tables.rows().hosts().keySet())) {
      edit(host, h -> Sim.withLocked(h, false));
    }
    limitGroup(5);
    label(new LabelFacts(RARE, "rare", false, Optional.empty()));
  }

  /// Somebody looks after the hosts that were given up, and reservations that nobody needs. By
  /// turns the hosts are there for jobs of the atomic group and for the others.
  void mend(boolean forGroup) {
    Set<LabelId> labels = forGroup ? Set.of(X86, RARE, RACK) : Set.of(X86, RARE);
    for (LabHost host : List.copyOf(tables.rows().hosts().values())) {
      if (host.status() == HostStatus.REPAIR_FAILED && !open().isEmpty()) {
        request(host.id(), TaskType.VERIFY);
      }
      if (host.offer().reserved().isPresent()) {
        giveBack(host.id());
      }
      edit(host.id(), h -> Sim.withLabels(h, labels));
    }
  }
}
