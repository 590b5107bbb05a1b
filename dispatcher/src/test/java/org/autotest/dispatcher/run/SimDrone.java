package org.autotest.dispatcher.run;

import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.LaunchFailed;
import org.autotest.store.lab.DroneDuties.Duty;
import org.autotest.store.lab.Failure;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// One drone of a simulated lab: takes the steps of a real one.
final class SimDrone {
  private final String name;
  private final SimProcesses.View processes;
  private final SimOrders orders;

  SimDrone(String name, SimProcesses.View processes, SimOrders orders) {
    this.name = name;
    this.processes = processes;
    this.orders = orders;
  }

  /// Does what it is asked.
  void turn() {
    orders.duties(name).forEach(this::see);
  }

  private void see(Duty duty) {
    ExecutionId execution = duty.execution();
    switch (DroneStep.of(duty, false, processes::isAlive)) {
      case NOTHING -> {}
      case START -> start(execution);
      case CLAIM -> claim(duty);
      case TERMINATE -> processes.terminate(duty.process().orElseThrow());
      case KILL -> processes.kill(duty.process().orElseThrow());
      case TELL_GONE -> orders.gone(execution);
    }
  }

  private void start(ExecutionId execution) {
    try {
      ProcessRef process = processes.launch(orders.take(execution));
      orders.runs(execution, process);
    } catch (LaunchFailed failure) {
      orders.failed(execution, new Failure(failure.blame(), failure.problem()));
    }
  }

  private void claim(Duty duty) {
    Optional<ProcessRef> process = processes.claim(duty.execution());
    if (process.isPresent()) {
      orders.runs(duty.execution(), process.get());
    } else {
      orders.failed(
          duty.execution(), new Failure(Blame.LAB, "starting it: its drone was started anew"));
    }
  }

  /// It cannot say that it lives: ends everything, by force.
  void endAll() {
    processes.killAll();
  }

  /// Its dispatcher is no more; what it started goes on.
  void die() {
    processes.close();
  }
}
