package org.autotest.store.lab;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.autotest.core.job.ExecutionId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.store.Database;
import org.autotest.store.LabChange.Kind;
import org.autotest.store.LabChanges;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// The drone's end of [DroneOrders]: what one machine is asked to do, and its answers. Every answer
/// goes into the outbox, which is how the planner hears of it.
public final class DroneDuties {
  private static final String BEAT =
      """
      INSERT INTO afe_drones (hostname, dispatcher_id, processes_max, boot_id, lost_after_ms, seen_at)
      SELECT name, id, :max, :boot, :lost_after, UTC_TIMESTAMP(3)
      FROM afe_dispatchers WHERE name = :name
      ON DUPLICATE KEY UPDATE
        dispatcher_id = VALUES(dispatcher_id), processes_max = VALUES(processes_max),
        boot_id = VALUES(boot_id), lost_after_ms = VALUES(lost_after_ms),
        seen_at = VALUES(seen_at), lost = 0
      """;

  private static final String OTHERS =
      """
      SELECT COUNT(*) FROM afe_drones
      WHERE hostname <> :name
        AND TIMESTAMPDIFF(MICROSECOND, seen_at, UTC_TIMESTAMP(3)) <= lost_after_ms * 1000
      """;

  private static final String COLUMNS =
      """
      SELECT told.execution_id, told.argv, told.asked, told.unread, told.taken, told.pid,
        told.process_start_ticks, told.boot_id, execution.results_path,
        execution.status IN ('starting', 'running') AS is_open
      FROM afe_drones drone
      JOIN afe_drone_orders told ON told.drone_id = drone.id
      JOIN afe_executions execution ON execution.id = told.execution_id
      WHERE drone.hostname = :name
      """;

  private static final String UNREAD = COLUMNS + "AND told.unread = 1 ORDER BY told.execution_id";

  private static final String ALL =
      COLUMNS + "AND told.gone = 0 AND told.failure_problem IS NULL ORDER BY told.execution_id";

  private static final String READ =
      """
      UPDATE afe_drone_orders SET unread = 0 WHERE execution_id = :execution AND asked = :asked
      """;

  private static final String TAKE =
      """
      UPDATE afe_drone_orders SET taken = 1, unread = 0 WHERE execution_id = :execution AND taken = 0
      """;

  private static final String RUNS =
      """
      UPDATE afe_drone_orders SET pid = :pid, process_start_ticks = :ticks, boot_id = :boot
      WHERE execution_id = :execution
      """;

  private static final String FAILED =
      """
      UPDATE afe_drone_orders SET failure_blame = :blame, failure_problem = :problem
      WHERE execution_id = :execution
      """;

  private static final String GONE =
      """
      UPDATE afe_drone_orders SET gone = 1 WHERE execution_id = :execution
      """;

  private final Database database;
  private final Self self;

  /// A drone as it makes itself known.
  ///
  /// @param name of its dispatcher, which is registered
  /// @param lostAfter the silence after which what it runs may be given up: it ends it before
  public record Self(String name, int processesMax, String bootId, Duration lostAfter) {}

  /// What is wanted of a process.
  public enum Asked {
    /// That it runs to its end.
    RUN,
    /// That it ends; it may collect what its host still holds.
    TERMINATE,
    /// That it is ended by force.
    KILL
  }

  /// One execution that the drone looks after.
  ///
  /// @param isOpen false when it was given up
  /// @param argv empty when it is only watched
  /// @param unread whether the drone has not looked since it was last changed
  /// @param taken whether this machine has begun to start it, in this life or before
  /// @param process empty until it was started
  public record Duty(
      ExecutionId execution,
      ExecutionPath path,
      boolean isOpen,
      List<String> argv,
      Asked asked,
      boolean unread,
      boolean taken,
      Optional<ProcessRef> process) {
    public Duty {
      argv = List.copyOf(argv);
    }
  }

  public DroneDuties(Database database, Self self) {
    this.database = database;
    this.self = self;
  }

  /// Says that the drone lives.
  ///
  /// @return how many other drones do, or did so lately that they may still run something
  public int beat() {
    return database.transact(
        handle -> {
          handle
              .createUpdate(BEAT)
              .bind("name", self.name())
              .bind("max", self.processesMax())
              .bind("boot", self.bootId())
              .bind("lost_after", self.lostAfter().toMillis())
              .execute();
          return handle.createQuery(OTHERS).bind("name", self.name()).mapTo(Integer.class).one();
        });
  }

  /// What was asked since the last look.
  public List<Duty> unread() {
    return query(UNREAD);
  }

  /// Everything that the drone has not answered for good.
  public List<Duty> all() {
    return query(ALL);
  }

  private List<Duty> query(String sql) {
    return database.read(
        handle ->
            handle.createQuery(sql).bind("name", self.name()).map((row, _) -> duty(row)).list());
  }

  private static Duty duty(ResultSet row) throws SQLException {
    @Nullable String argv = row.getString("argv");
    long pid = row.getLong("pid");
    Optional<ProcessRef> process =
        row.wasNull()
            ? Optional.empty()
            : Optional.of(
                new ProcessRef(pid, row.getLong("process_start_ticks"), row.getString("boot_id")));
    return new Duty(
        new ExecutionId(row.getLong("execution_id")),
        new ExecutionPath(row.getString("results_path")),
        row.getBoolean("is_open"),
        argv == null ? List.of() : Arrays.asList(argv.split("\0", -1)),
        Asked.valueOf(row.getString("asked").toUpperCase(Locale.ROOT)),
        row.getBoolean("unread"),
        row.getBoolean("taken"),
        process);
  }

  /// The drone has looked at it, unless something else was asked meanwhile.
  public void read(Duty duty) {
    database.transactVoid(
        handle ->
            handle
                .createUpdate(READ)
                .bind("execution", duty.execution().value())
                .bind("asked", duty.asked().name().toLowerCase(Locale.ROOT))
                .execute());
  }

  /// Says, before anything is started, that the drone begins to.
  ///
  /// @return false when it had begun before
  public boolean take(ExecutionId execution) {
    return database.transact(
            handle -> handle.createUpdate(TAKE).bind("execution", execution.value()).execute())
        == 1;
  }

  /// Tells the process of an execution.
  public void runs(ExecutionId execution, ProcessRef process) {
    database.transactVoid(
        handle -> {
          handle
              .createUpdate(RUNS)
              .bind("execution", execution.value())
              .bind("pid", process.pid())
              .bind("ticks", process.startTicks())
              .bind("boot", process.bootId())
              .execute();
          tell(handle, execution);
        });
  }

  /// Tells that an execution was not started and never will be.
  public void failed(ExecutionId execution, Failure failure) {
    database.transactVoid(
        handle -> {
          handle
              .createUpdate(FAILED)
              .bind("execution", execution.value())
              .bind("blame", failure.blame().name())
              .bind("problem", failure.problem())
              .execute();
          tell(handle, execution);
        });
  }

  /// Tells that the process of an execution has ended.
  public void gone(ExecutionId execution) {
    database.transactVoid(
        handle -> {
          handle.createUpdate(GONE).bind("execution", execution.value()).execute();
          tell(handle, execution);
        });
  }

  private static void tell(Handle handle, ExecutionId execution) {
    LabChanges.append(handle, Kind.EXECUTION, execution.value());
  }
}
