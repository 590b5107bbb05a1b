package org.autotest.dispatcher.run;

import java.util.Set;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.launch.Launcher.Launch;
import org.autotest.store.lab.DroneOrders;
import org.autotest.store.lab.DroneOrders.Ending;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Executions on machines other than the planner's. What becomes of them is told by the rows of the
/// database, see [LabExecution#told].
interface Elsewhere {
  /// The planner itself looks after everything.
  Elsewhere NOTHING =
      new Elsewhere() {
        @Override
        public boolean has(LabExecution execution) {
          return false;
        }

        @Override
        public void start(Launch launch) {
          throw new IllegalStateException("there is no other machine for " + launch.execution());
        }

        @Override
        public void watch(ExecutionId execution, ProcessRef process) {}

        @Override
        public void end(ExecutionId execution, Ending ending) {}

        @Override
        public Set<ExecutionId> given() {
          return Set.of();
        }

        @Override
        public void lose(String drone) {
          throw new IllegalStateException("there is no drone " + drone);
        }

        @Override
        public void forgetDone() {}
      };

  /// Whether an execution is one of them.
  boolean has(LabExecution execution);

  /// Has one started by its drone, unless it was given up meanwhile.
  void start(Launch launch);

  /// Has its drone tell when the process has ended.
  void watch(ExecutionId execution, ProcessRef process);

  /// Has its drone end the process.
  void end(ExecutionId execution, Ending ending);

  /// Those that a drone was asked to start and that are not known to run.
  Set<ExecutionId> given();

  /// Notes that what a drone runs is given up.
  void lose(String drone);

  /// Forgets what drones are done with.
  void forgetDone();

  /// By way of the database.
  ///
  /// @param own the name of this dispatcher
  record Ordered(String own, DroneOrders orders) implements Elsewhere {
    @Override
    public boolean has(LabExecution execution) {
      return !execution.dispatcher().equals(own);
    }

    @Override
    public void start(Launch launch) {
      orders.start(launch.execution(), launch.argv());
    }

    @Override
    public void watch(ExecutionId execution, ProcessRef process) {
      orders.watch(execution, process);
    }

    @Override
    public void end(ExecutionId execution, Ending ending) {
      orders.end(execution, ending);
    }

    @Override
    public Set<ExecutionId> given() {
      return orders.given();
    }

    @Override
    public void lose(String drone) {
      orders.lose(drone);
    }

    @Override
    public void forgetDone() {
      orders.forgetDone();
    }
  }
}
