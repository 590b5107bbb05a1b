package org.autotest.store.lab;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.autotest.store.Database;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.jdbi.v3.core.Handle;

/// Which dispatchers there are, and which of them plans. Times here are the database's own, so that
/// dispatchers need not agree about the clock.
public final class Leases {
  private static final String REGISTER =
      """
      INSERT INTO afe_dispatchers
        (name, hostname, pid, process_start_ticks, started_at, seen_at, processes_max)
      VALUES (:name, :hostname, :pid, :ticks, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), :max)
      ON DUPLICATE KEY UPDATE
        hostname = VALUES(hostname), pid = VALUES(pid),
        process_start_ticks = VALUES(process_start_ticks), started_at = VALUES(started_at),
        seen_at = VALUES(seen_at), processes_max = VALUES(processes_max)
      """;

  private static final String ID_OF =
      """
      SELECT id FROM afe_dispatchers WHERE name = :name
      """;

  private static final String REGISTERED =
      """
      SELECT hostname, pid, process_start_ticks,
        TIMESTAMPDIFF(MICROSECOND, seen_at, UTC_TIMESTAMP(3)) AS age
      FROM afe_dispatchers
      WHERE name = :name
      """;

  private static final String SEEN =
      """
      UPDATE afe_dispatchers SET seen_at = UTC_TIMESTAMP(3) WHERE id = :id
      """;

  private static final String FIGURES =
      """
      UPDATE afe_dispatchers
      SET rounds = :rounds, rounds_idle = :idle, changes = :changes, decisions = :decisions,
        decisions_lost = :lost, loop_cpu_ms = :cpu
      WHERE id = :id
      """;

  private static final String RENEW =
      """
      UPDATE afe_leases SET expires_at = UTC_TIMESTAMP(3) + INTERVAL :millis * 1000 MICROSECOND
      WHERE name = 'planner' AND dispatcher_id = :id AND generation = :generation
      """;

  private static final String TAKE =
      """
      UPDATE afe_leases
      SET dispatcher_id = :id, generation = generation + 1,
        expires_at = UTC_TIMESTAMP(3) + INTERVAL :millis * 1000 MICROSECOND, age_step_s = :step
      WHERE name = 'planner'
        AND (dispatcher_id IS NULL OR dispatcher_id = :id OR expires_at < UTC_TIMESTAMP(3))
      """;

  private static final String GENERATION =
      """
      SELECT generation FROM afe_leases WHERE name = 'planner'
      """;

  private static final String RELEASE =
      """
      UPDATE afe_leases SET expires_at = UTC_TIMESTAMP(3), dispatcher_id = NULL
      WHERE name = 'planner' AND dispatcher_id = :id AND generation = :generation
      """;

  /// A change, not a lock: in a cluster only rows that were changed are compared with what
  /// transactions on other servers did.
  private static final String STILL_MINE =
      """
      UPDATE afe_leases SET changes = changes + 1
      WHERE name = 'planner' AND dispatcher_id = :id AND generation = :generation
      """;

  private static final String HOLDS =
      """
      SELECT COUNT(*) FROM afe_leases
      WHERE name = 'planner' AND dispatcher_id = :id AND generation = :generation
        AND expires_at > UTC_TIMESTAMP(3)
      """;

  private static final String TROUBLE =
      """
      UPDATE afe_dispatchers SET trouble = :trouble, trouble_at = UTC_TIMESTAMP(3) WHERE id = :id
      """;

  private static final int TROUBLE_CHARS_MAX = 500;

  private final Database database;
  private final String name;
  private final long id;
  private long generation;

  private Leases(Database database, String name, long id) {
    this.database = database;
    this.name = name;
    this.id = id;
  }

  /// A dispatcher as it made itself known.
  ///
  /// @param sinceSeen how long ago it last said that it lives, by the database's clock
  public record Registered(String hostname, long pid, long startTicks, Duration sinceSeen) {}

  /// Grows whenever a dispatcher becomes the planner, also when it is the same one started again.
  public static long generation(Database database) {
    return database.read(handle -> handle.createQuery(GENERATION).mapTo(Long.class).one());
  }

  /// Who has a name.
  public static Optional<Registered> registered(Database database, String name) {
    return database.read(
        handle ->
            handle
                .createQuery(REGISTERED)
                .bind("name", name)
                .map(
                    (row, _) ->
                        new Registered(
                            row.getString("hostname"),
                            row.getLong("pid"),
                            row.getLong("process_start_ticks"),
                            Duration.of(row.getLong("age"), ChronoUnit.MICROS)))
                .findOne());
  }

  /// Makes a dispatcher known.
  ///
  /// @param name of the installation; the same over restarts, at most 255 characters
  /// @param self the process that says so
  /// @param processesMax how many autoserv processes it may run
  public static Leases register(
      Database database, String name, String hostname, ProcessRef self, int processesMax) {
    long id =
        database.transact(
            handle -> {
              handle
                  .createUpdate(REGISTER)
                  .bind("name", name)
                  .bind("hostname", hostname)
                  .bind("pid", self.pid())
                  .bind("ticks", self.startTicks())
                  .bind("max", processesMax)
                  .execute();
              return handle.createQuery(ID_OF).bind("name", name).mapTo(Long.class).one();
            });
    return new Leases(database, name, id);
  }

  /// `afe_dispatchers.id`.
  public long dispatcher() {
    return id;
  }

  /// Tries to become the planner. A dispatcher of the same name takes over at once: it is the same
  /// one, started again, and the old one finds out before it writes anything.
  ///
  /// @param ageStep of its queue, told to those who explain a place in it
  /// @return false while another dispatcher is it
  public boolean take(Duration lease, Duration ageStep) {
    return database.transact(
        handle -> {
          handle.createUpdate(SEEN).bind("id", id).execute();
          int taken =
              handle
                  .createUpdate(TAKE)
                  .bind("id", id)
                  .bind("millis", lease.toMillis())
                  .bind("step", ageStep.toSeconds())
                  .execute();
          if (taken == 1) {
            generation = handle.createQuery(GENERATION).mapTo(Long.class).one();
          }
          return taken == 1;
        });
  }

  /// Holds on to the lease.
  ///
  /// @throws LeaseLost when another dispatcher has it
  public void renew(Duration lease) {
    int renewed =
        database.transact(
            handle -> {
              handle.createUpdate(SEEN).bind("id", id).execute();
              return handle
                  .createUpdate(RENEW)
                  .bind("id", id)
                  .bind("generation", generation)
                  .bind("millis", lease.toMillis())
                  .execute();
            });
    if (renewed != 1) {
      throw new LeaseLost(name);
    }
  }

  /// Whether the lease is held at this moment.
  public boolean holds() {
    return database.read(
            handle ->
                handle
                    .createQuery(HOLDS)
                    .bind("id", id)
                    .bind("generation", generation)
                    .mapTo(Integer.class)
                    .one())
        == 1;
  }

  /// Says what the loop did so far.
  public void note(LoopFigures figures) {
    database.transactVoid(
        handle ->
            handle
                .createUpdate(FIGURES)
                .bind("id", id)
                .bind("rounds", figures.rounds())
                .bind("idle", figures.idle())
                .bind("changes", figures.changes())
                .bind("decisions", figures.decisions())
                .bind("lost", figures.lost())
                .bind("cpu", figures.cpu().toMillis())
                .execute());
  }

  /// Says what has just stopped the loop; pages tell it for a while.
  public void tellTrouble(String problem) {
    String cut = problem.substring(0, Math.min(problem.length(), TROUBLE_CHARS_MAX));
    database.transactVoid(
        handle -> handle.createUpdate(TROUBLE).bind("id", id).bind("trouble", cut).execute());
  }

  /// Lets another dispatcher have it at once.
  public void release() {
    database.transactVoid(
        handle ->
            handle.createUpdate(RELEASE).bind("id", id).bind("generation", generation).execute());
  }

  /// Makes sure, inside a transaction, that nobody takes over before its commit; in a cluster of
  /// databases, that it is not committed if somebody did.
  void require(Handle handle) {
    int mine =
        handle.createUpdate(STILL_MINE).bind("id", id).bind("generation", generation).execute();
    if (mine != 1) {
      throw new LeaseLost(name);
    }
  }
}
