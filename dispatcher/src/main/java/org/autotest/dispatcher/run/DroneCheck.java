package org.autotest.dispatcher.run;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.schedule.Drone;
import org.autotest.dispatcher.plan.Lab;
import org.autotest.dispatcher.results.ResultsTrouble;
import org.autotest.dispatcher.run.Planning.Surroundings;
import org.autotest.store.lab.DroneOrders.Ending;
import org.autotest.store.lab.DroneReader.Seen;
import org.autotest.store.lab.LabExecution;

/// The planner's look at the drones: where it may start things, and what becomes of those that run
/// where nobody answers.
///
/// A machine that is not heard of may run on, cut off from the database alone. So what ran there is
/// taken to go on until it says itself, in its results, that it has ended, or until its drone is
/// lost. What was not begun there is begun elsewhere, since the fence in its results keeps it from
/// beginning twice.
final class DroneCheck {
  private static final System.Logger LOG = System.getLogger(DroneCheck.class.getName());

  private final Lab lab;
  private final Desks desks;
  private final Surroundings around;
  private final Consumer<LabExecution> claim;
  private final Instant since;
  private final Set<String> draining = new HashSet<>();
  private final Set<ExecutionId> unreadable = new HashSet<>();

  /// @param claim finds out whether an execution was begun, and sees to it that it never is when it
  ///   was not
  DroneCheck(Lab lab, Desks desks, Surroundings around, Consumer<LabExecution> claim) {
    this.lab = lab;
    this.desks = desks;
    this.around = around;
    this.claim = claim;
    this.since = around.clock().instant();
  }

  /// What becomes of an execution on another machine.
  enum Fate {
    /// Its drone looks after it.
    GOES_ON,
    /// Its drone is silent and may not have begun it.
    CLAIMED,
    /// Its drone is silent: it goes on until its results say that it has ended.
    TRUSTED,
    /// Its drone is lost.
    GIVEN_UP;

    /// Decides. Pure.
    ///
    /// @param drone empty when nothing is known of it
    static Fate of(LabExecution execution, Optional<Drone> drone) {
      if (!execution.isOpen() || drone.filter(d -> d.state().isHeard()).isPresent()) {
        return GOES_ON;
      }
      if (execution.status() == LabExecution.Status.STARTING) {
        return CLAIMED;
      }
      return drone.filter(d -> d.state() == Drone.State.LOST).isPresent() ? GIVEN_UP : TRUSTED;
    }
  }

  /// Takes notice of the drones as they are now.
  ///
  /// @throws org.autotest.core.failure.AutotestException when the database is in trouble
  void look(Seen seen) {
    desks.starts().on(seen.drones());
    seen.drones().all().forEach(this::tellWhenDrained);
    if (isSettled()) {
      seen.overdue().forEach(this::lose);
    }
    Elsewhere elsewhere = desks.watch().elsewhere();
    List<LabExecution> theirs = lab.executions().all().stream().filter(elsewhere::has).toList();
    List<LabExecution> unasked = new ArrayList<>();
    for (LabExecution execution : theirs) {
      Fate fate = Fate.of(execution, seen.drones().named(execution.dispatcher()));
      see(execution, fate);
      if (fate == Fate.GOES_ON && mayBeUnasked(execution)) {
        unasked.add(execution);
      }
    }
    claimUnasked(unasked, elsewhere);
    elsewhere.forgetDone();
  }

  /// Whether its drone may not have been asked to start it.
  private boolean mayBeUnasked(LabExecution execution) {
    return execution.status() == LabExecution.Status.STARTING
        && execution.told().isEmpty()
        && !desks.launches().isUnderWay(execution);
  }

  private void claimUnasked(List<LabExecution> starting, Elsewhere elsewhere) {
    if (!starting.isEmpty()) {
      Set<ExecutionId> given = elsewhere.given();
      starting.stream().filter(execution -> !given.contains(execution.id())).forEach(claim);
    }
  }

  private void tellWhenDrained(Drone drone) {
    boolean isBusy = lab.executions().openWeightOn(drone.name()) > 0;
    if (drone.state() == Drone.State.DRAINED && isBusy) {
      draining.add(drone.name());
    } else if (draining.remove(drone.name()) && drone.state() == Drone.State.DRAINED) {
      LOG.log(Level.INFO, "drone %s is drained: nothing runs there".formatted(drone.name()));
    }
  }

  /// After a time in which the database answered nobody, everybody shall have said that they live.
  private boolean isSettled() {
    Duration three = around.config().timing().lease().multipliedBy(3);
    return !around.clock().instant().isBefore(since.plus(three));
  }

  private void lose(String drone) {
    LOG.log(
        Level.ERROR,
        "drone %s was not heard of for too long; what it ran is given up".formatted(drone));
    desks.watch().elsewhere().lose(drone);
  }

  /// Results that cannot be read say nothing: their machine may be in the same trouble as its
  /// drone.
  private boolean isEnded(LabExecution execution) {
    try {
      boolean isEnded = Outcomes.isEnded(desks.files(), execution);
      unreadable.remove(execution.id());
      return isEnded;
    } catch (ResultsTrouble trouble) {
      LOG.log(
          unreadable.add(execution.id()) ? Level.WARNING : Level.DEBUG,
          "%s; it is taken to go on (blame: %s)"
              .formatted(trouble.problem(), trouble.blame().inWords()));
      return false;
    }
  }

  private void see(LabExecution execution, Fate fate) {
    switch (fate) {
      case GOES_ON -> {}
      case CLAIMED -> claim.accept(execution);
      case TRUSTED -> {
        if (isEnded(execution)) {
          around.inbox().add(new Observation.Gone(execution.id()));
        }
      }
      case GIVEN_UP -> {
        desks.watch().elsewhere().end(execution.id(), Ending.KILL);
        around.inbox().add(new Observation.DroneLost(execution.id()));
      }
    }
  }
}
