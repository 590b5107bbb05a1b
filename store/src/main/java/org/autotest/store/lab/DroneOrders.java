package org.autotest.store.lab;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.autotest.core.job.ExecutionId;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// What the planner asks of the drones on other machines (`afe_drone_orders`); each looks for its
/// own and answers with [DroneDuties].
public final class DroneOrders {
  private static final String START =
      """
      INSERT INTO afe_drone_orders (execution_id, drone_id, argv, asked)
      SELECT execution.id, drone.id, :argv, 'run'
      FROM afe_executions execution
      JOIN afe_drones drone ON drone.dispatcher_id = execution.dispatcher_id
      WHERE execution.id = :execution AND execution.status = 'starting'
      """;

  private static final String WATCH =
      """
      INSERT IGNORE INTO afe_drone_orders
        (execution_id, drone_id, asked, pid, process_start_ticks, boot_id)
      SELECT execution.id, drone.id, 'run', :pid, :ticks, :boot
      FROM afe_executions execution
      JOIN afe_drones drone ON drone.dispatcher_id = execution.dispatcher_id
      WHERE execution.id = :execution
      """;

  private static final String GIVEN =
      """
      SELECT told.execution_id
      FROM afe_drone_orders told
      JOIN afe_executions execution ON execution.id = told.execution_id
      WHERE execution.status = 'starting'
      """;

  private static final String END =
      """
      UPDATE afe_drone_orders SET asked = :asked, unread = 1
      WHERE execution_id = :execution AND asked <> 'kill'
      """;

  private static final String LOSE =
      """
      UPDATE afe_drones SET lost = 1 WHERE hostname = :name
      """;

  private static final String FORGET =
      """
      DELETE told
      FROM afe_drone_orders told
      JOIN afe_executions execution ON execution.id = told.execution_id
      WHERE execution.status NOT IN ('starting', 'running')
        AND (told.gone = 1 OR told.failure_problem IS NOT NULL)
      """;

  private final Database database;

  public DroneOrders(Database database) {
    this.database = database;
  }

  /// How a process shall end.
  public enum Ending {
    /// Asked to; it may collect what its host still holds.
    TERMINATE("terminate"),
    /// By force.
    KILL("kill");

    private final String word;

    Ending(String word) {
      this.word = word;
    }

    /// The word in the database.
    public String word() {
      return word;
    }
  }

  /// Has the drone of an execution start it, unless that was given up meanwhile.
  ///
  /// @param argv the program and its arguments
  public void start(ExecutionId execution, List<String> argv) {
    database.transactVoid(
        handle ->
            handle
                .createUpdate(START)
                .bind("execution", execution.value())
                .bind("argv", String.join("\0", argv))
                .execute());
  }

  /// Has the drone of an execution tell when a process that runs there has ended.
  public void watch(ExecutionId execution, ProcessRef process) {
    database.transactVoid(
        handle -> {
          handle
              .createUpdate(WATCH)
              .bind("execution", execution.value())
              .bind("pid", process.pid())
              .bind("ticks", process.startTicks())
              .bind("boot", process.bootId())
              .execute();
          LabChanges.append(handle, Kind.EXECUTION, execution.value());
        });
  }

  /// Executions that are recorded, that a drone was asked to start, and that are not known to run.
  public Set<ExecutionId> given() {
    return database.read(
        handle ->
            handle.createQuery(GIVEN).mapTo(Long.class).list().stream()
                .map(ExecutionId::new)
                .collect(Collectors.toSet()));
  }

  /// Has the drone of an execution end its process.
  public void end(ExecutionId execution, Ending ending) {
    database.transactVoid(
        handle ->
            handle
                .createUpdate(END)
                .bind("execution", execution.value())
                .bind("asked", ending.word())
                .execute());
  }

  /// Notes that what a drone runs is given up.
  public void lose(String drone) {
    database.transactVoid(handle -> handle.createUpdate(LOSE).bind("name", drone).execute());
  }

  /// Deletes the orders that drones are done with.
  public void forgetDone() {
    database.transactVoid(handle -> handle.createUpdate(FORGET).execute());
  }
}
