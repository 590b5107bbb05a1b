package org.autotest.dispatcher.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.autotest.core.job.EntryStatus;
import org.autotest.testkit.SettableClock;

/// One short life of a simulated lab, by a seed: people, hosts and faults do what they like for a
/// while, then the hosts come back and the faults stop, and everything must come to its end. The
/// rules that must always hold are looked at after every round.
final class SimLife {
  private static final int EVENTS = 40;
  private static final int ROUNDS_MAX = 60;

  /// Half hours in which everything must have ended: longer than any time limit of a job.
  private static final int ENDS_WITHIN = 200;

  private final Random random;
  private final SimFaults faults;
  private final SettableClock clock = new SettableClock();
  private final SimTables tables;
  private final SimHosts hosts = new SimHosts();
  private final SimProcesses processes;
  private final SimRules rules;
  private final SimJobs jobs;
  private final SimPeople people;
  private final SimPlanners planners;
  private final List<String> story = new ArrayList<>();

  SimLife(long seed, Path root) {
    this.random = new Random(seed);
    this.faults = new SimFaults(random);
    this.tables = new SimTables(clock, faults);
    this.processes = new SimProcesses(random, faults, hosts);
    this.rules = new SimRules(tables, processes);
    // Jobs of every second life wait for ever, so that nothing ends because its time is over.
    this.jobs = new SimJobs(random, clock, tables, seed % 2 == 0);
    this.people = new SimPeople(random, jobs, tables, story);
    // Every third lab has drones.
    Optional<SimOrders> orders =
        seed % 3 == 0 ? Optional.of(new SimOrders(tables, faults)) : Optional.empty();
    orders.ifPresent(their -> tables.runOn(new SimFleet(processes, their, faults, story), their));
    this.planners = new SimPlanners(tables, processes, faults, root, orders, story);
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
    people.furnish();
    for (int i = 0; i < EVENTS; i++) {
      event();
      rounds();
    }
    story.add("faults stop");
    planners.wake();
    faults.stop();
    processes.behaveWell();
    hosts.comeBack();
    tables.fleet().ifPresent(SimFleet::heal);
    people.letGo();
    for (int i = 0; i < ENDS_WITHIN && !rules.areOver(); i++) {
      people.mend(i % 2 == 1);
      pass(Duration.ofMinutes(30));
      rounds();
    }
    rules.requireOver();
    List<String> differences = planners.differences(rules);
    if (!differences.isEmpty()) {
      throw new AssertionError("the picture differs: " + differences);
    }
    planners.die();
  }

  private void event() {
    if (!people.open(EntryStatus.WAITING).isEmpty() && random.nextInt(3) == 0) {
      // What waits for more hosts does not wait long, and is seldom met by chance.
      if (random.nextBoolean()) {
        people.abort(people.open(EntryStatus.WAITING));
      } else {
        people.limitGroup(random.nextInt(1, 4));
      }
      return;
    }
    switch (random.nextInt(28)) {
      case 0, 1, 2 -> story.add(jobs.submit());
      case 3 -> people.abort(people.open());
      case 4 -> people.lock();
      case 5 -> people.relabel();
      case 6 -> people.request();
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
      case 13 -> people.limitGroup(random.nextInt(1, 4));
      case 14 -> story.add(jobs.submitForGroup());
      case 15, 16 -> people.leaveHalfWay();
      case 17 -> people.reserve();
      case 18, 19 -> hostFalls();
      case 20 -> planners.hangSoon();
      case 21 -> planners.wake();
      case 22 ->
          tables.fleet().ifPresent(fleet -> fleet.drain(SimFleet.NAMES.get(random.nextInt(2))));
      case 23 -> cutOff();
      case 24 -> reboot();
      default -> pass(Duration.ofSeconds(random.nextInt(1, 3_600)));
    }
  }

  private void pass(Duration time) {
    clock.advance(time);
    processes.pass(time);
    tables.fleet().ifPresent(SimFleet::pass);
    hosts.pass(processes.uptime()).forEach(host -> story.add(host + " comes back"));
    people.upkeep();
  }

  private void toggle(String what, BooleanSupplier is, Consumer<Boolean> set) {
    story.add(what + ": " + !is.getAsBoolean());
    set.accept(!is.getAsBoolean());
  }

  private void hostFalls() {
    String host = people.anyHost().hostname().value();
    SimHosts.Condition condition = jobs.any(SimHosts.Condition.values());
    Duration time = Duration.ofSeconds(random.nextInt(1, 7_200));
    story.add("%s is %s for %d s".formatted(host, condition, time.toSeconds()));
    hosts.falls(host, condition, processes.uptime().plus(time));
  }

  private void cutOff() {
    Duration time = Duration.ofSeconds(random.nextInt(1, 7_200));
    planners.other().ifPresent(drone -> tables.fleet().ifPresent(fleet -> fleet.cut(drone, time)));
  }

  private void reboot() {
    planners.other().ifPresent(drone -> tables.fleet().ifPresent(fleet -> fleet.reboot(drone)));
  }

  private void jumpClock() {
    Duration jump = Duration.ofSeconds(random.nextInt(-7_200, 7_200));
    story.add("the clock jumps by " + jump);
    clock.advance(jump);
    people.upkeep();
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
    int disturbed = 0;
    for (int i = 0; i < ROUNDS_MAX && quiet < 3; i++) {
      boolean busy = turn();
      disturbed += planners.isAtWork() ? 0 : 1;
      quiet = busy || !planners.isAtWork() ? 0 : quiet + 1;
      clock.advance(Duration.ofMillis(500));
    }
    if (quiet >= 3) {
      rules.requireAtRest();
    } else if (disturbed == 0) {
      throw new AssertionError(
          "%d rounds, and there is still something to do".formatted(ROUNDS_MAX));
    }
  }

  private boolean turn() {
    rules.remember();
    tables.fleet().ifPresent(SimFleet::turn);
    boolean busy = planners.round();
    rules.require(jobs.entriesMade());
    return busy;
  }
}
