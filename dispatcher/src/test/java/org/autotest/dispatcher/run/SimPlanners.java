package org.autotest.dispatcher.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The dispatchers of a simulated lab: one plans; it may be killed, or hang in the middle of a
/// round, and then another takes over.
final class SimPlanners {
  private final SimTables tables;
  private final SimProcesses processes;
  private final SimFaults faults;
  private final Path root;
  private final List<String> story;
  private final Optional<SimOrders> orders;
  private String name;
  private SimDispatcher dispatcher;
  private int killings;
  private boolean hangsSoon;
  private Optional<Hanging> hanging = Optional.empty();

  private record Hanging(SimDispatcher dispatcher, SimThread thread) {}

  SimPlanners(
      SimTables tables,
      SimProcesses processes,
      SimFaults faults,
      Path root,
      Optional<SimOrders> orders,
      List<String> story) {
    this.orders = orders;
    this.name = orders.isPresent() ? SimFleet.NAMES.getFirst() : "sim";
    this.tables = tables;
    this.processes = processes;
    this.faults = faults;
    this.root = root;
    this.story = story;
    this.dispatcher = begin();
  }

  private SimDispatcher begin() {
    return new SimDispatcher(
        name,
        tables,
        processes.view(name),
        orders.flatMap(its -> tables.fleet().map(f -> its.of(name, f))).orElse(Elsewhere.NOTHING),
        faults,
        root);
  }

  /// Another takes over, on another machine if there is one.
  private SimDispatcher next() {
    if (tables.fleet().isPresent()) {
      name = SimFleet.NAMES.get(1 - SimFleet.NAMES.indexOf(name));
      tables.fleet().get().join(name);
    }
    return begin();
  }

  /// The machine that does not plan.
  Optional<String> other() {
    return tables.fleet().map(_ -> SimFleet.NAMES.get(1 - SimFleet.NAMES.indexOf(name)));
  }

  /// The one that plans hangs in one of its next rounds, unless another does already.
  void hangSoon() {
    hangsSoon = hanging.isEmpty();
  }

  /// One round of the one that plans.
  ///
  /// @return whether it had anything to do
  boolean round() {
    try {
      return hangsSoon ? roundThatMayHang() : dispatcher.round();
    } catch (SimFaults.Killed killed) {
      story.add("killed " + killed.getMessage());
      dispatcher.die();
      killings++;
      dispatcher = killings % 2 == 0 ? next() : begin();
      return true;
    }
  }

  private boolean roundThatMayHang() {
    SimThread thread = new SimThread(dispatcher::round);
    faults.hangAt(Optional.of(thread));
    thread.start();
    faults.hangAt(Optional.empty());
    if (thread.heldAt().isEmpty()) {
      return thread.wasBusy();
    }
    story.add("it hangs %s; another takes over".formatted(thread.heldAt().get()));
    hangsSoon = false;
    hanging = Optional.of(new Hanging(dispatcher, thread));
    dispatcher = next();
    return true;
  }

  /// The one that hangs goes on with its round, and finds that it no longer plans.
  void wake() {
    if (hanging.isEmpty()) {
      return;
    }
    Hanging late = hanging.get();
    hanging = Optional.empty();
    story.add("the one that hung goes on");
    int commits = tables.commits();
    late.thread().goOn();
    try {
      late.thread().wasBusy();
      late.dispatcher().round();
      if (tables.commits() > commits) {
        throw new AssertionError("two dispatchers plan: the one that hung has changed rows");
      }
    } catch (SimFaults.Killed killed) {
      story.add("it is killed " + killed.getMessage());
    }
    late.dispatcher().die();
  }

  /// Whether one plans: its last round met no trouble.
  boolean isAtWork() {
    return dispatcher.isAtWork();
  }

  /// Differences between the picture of the one that plans and the rows.
  List<String> differences(SimRules rules) {
    return dispatcher.differences(rules.ids());
  }

  /// They are no more.
  void die() {
    hangsSoon = false;
    wake();
    dispatcher.die();
  }
}
