package org.autotest.store.drones;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Problems;
import org.autotest.store.lab.DroneReader;
import org.jdbi.v3.core.Handle;

/// What people decide about drones. A drone appears by itself when a dispatcher is started on its
/// machine. All changes need a root user; the planner takes notice at once.
public final class DroneStore {
  private static final String NAME = "name";

  private static final String LOCK =
      """
      SELECT id, hostname, dispatcher_id,
        TIMESTAMPDIFF(SECOND, seen_at, UTC_TIMESTAMP(3)) AS silence
      FROM afe_drones WHERE hostname = :name FOR UPDATE
      """;

  private static final String DRAIN =
      """
      UPDATE afe_drones SET drained = :drained WHERE id = :id
      """;

  private static final String LOSE =
      """
      UPDATE afe_drones SET lost = 1 WHERE id = :id
      """;

  private static final String ADD_USERS =
      """
      INSERT IGNORE INTO afe_drone_users (drone_id, login)
      SELECT :id, login FROM afe_users WHERE login IN (<logins>)
      """;

  private static final String REMOVE_USERS =
      """
      DELETE FROM afe_drone_users WHERE drone_id = :id AND login IN (<logins>)
      """;

  private static final String KNOWN_USERS =
      """
      SELECT login FROM afe_users WHERE login IN (<logins>)
      """;

  private static final String RUNNING =
      """
      SELECT COUNT(*) FROM afe_executions
      WHERE dispatcher_id = :dispatcher AND status IN ('starting', 'running')
      """;

  private static final String LEAVE_SETS =
      """
      DELETE FROM afe_drone_sets_drones WHERE drone_id = :id
      """;

  private static final String DELETE =
      """
      DELETE FROM afe_drones WHERE id = :id
      """;

  private final Database database;

  /// A drone as it stands.
  ///
  /// @param silence empty when it was never heard of
  private record Row(long id, String name, Optional<Long> dispatcher, Optional<Duration> silence) {
    boolean isHeard() {
      return silence.filter(time -> time.compareTo(DroneReader.SILENT_AFTER) <= 0).isPresent();
    }
  }

  public DroneStore(Database database) {
    this.database = database;
  }

  /// Lets a drone have nothing new, while what it runs goes on, or lets it have work again.
  ///
  /// @param login of the caller, a root user
  /// @throws BadRequest when there is no such drone or the caller may not
  public void drain(String login, String name, boolean drained) {
    database.transactVoid(
        handle -> {
          Row drone = require(handle, login, name, "draining a drone");
          handle.createUpdate(DRAIN).bind("id", drone.id()).bind("drained", drained).execute();
          tell(handle, drone);
        });
  }

  /// Gives up what a drone runs that is not heard of: says that nothing runs there any more.
  ///
  /// @param login of the caller, a root user
  /// @throws BadRequest when it is heard of, there is no such drone, or the caller may not
  public void lose(String login, String name) {
    database.transactVoid(
        handle -> {
          Row drone = require(handle, login, name, "giving up a drone");
          refuseHeard(drone, "drain it, or stop its dispatcher first");
          handle.createUpdate(LOSE).bind("id", drone.id()).execute();
          tell(handle, drone);
        });
  }

  /// Changes whose work a drone takes; nobody named means everybody's.
  ///
  /// @param login of the caller, a root user
  /// @throws BadRequest when a user or the drone is unknown or the caller may not; nothing is
  ///   written
  public void setUsers(String login, String name, Set<String> added, Set<String> removed) {
    database.transactVoid(
        handle -> {
          Row drone = require(handle, login, name, "changing a drone");
          requireUsers(handle, "add_users", added);
          for (var change :
              List.of(new Change(REMOVE_USERS, removed), new Change(ADD_USERS, added))) {
            if (!change.logins().isEmpty()) {
              handle
                  .createUpdate(change.sql())
                  .bind("id", drone.id())
                  .bindList("logins", List.copyOf(change.logins()))
                  .execute();
            }
          }
          tell(handle, drone);
        });
  }

  private static void tell(Handle handle, Row drone) {
    LabChanges.append(handle, LabChange.Kind.DRONE, drone.id());
  }

  private record Change(String sql, Set<String> logins) {}

  private static void requireUsers(Handle handle, String field, Set<String> logins) {
    if (logins.isEmpty()) {
      return;
    }
    Set<String> known =
        Set.copyOf(
            handle
                .createQuery(KNOWN_USERS)
                .bindList("logins", List.copyOf(logins))
                .mapTo(String.class)
                .list());
    List<String> unknown = logins.stream().filter(login -> !known.contains(login)).toList();
    if (!unknown.isEmpty()) {
      throw BadRequest.invalid(field, "no user %s".formatted(Problems.listed(unknown)));
    }
  }

  /// Forgets a drone that will not come back. One whose dispatcher is started again appears anew.
  ///
  /// @param login of the caller, a root user
  /// @throws BadRequest when it is heard of or still runs something, there is no such drone, or the
  ///   caller may not
  public void delete(String login, String name) {
    database.transactVoid(
        handle -> {
          Row drone = require(handle, login, name, "deleting a drone");
          refuseHeard(drone, "stop its dispatcher first");
          int running =
              drone.dispatcher().isEmpty()
                  ? 0
                  : handle
                      .createQuery(RUNNING)
                      .bind("dispatcher", drone.dispatcher().get())
                      .mapTo(Integer.class)
                      .one();
          if (running > 0) {
            throw BadRequest.of(
                Kind.CONFLICT,
                NAME,
                "%d executions are taken to run on %s; give it up first: atest drone lost %s"
                    .formatted(running, drone.name(), drone.name()));
          }
          handle.createUpdate(LEAVE_SETS).bind("id", drone.id()).execute();
          handle.createUpdate(DELETE).bind("id", drone.id()).execute();
          tell(handle, drone);
        });
  }

  private static void refuseHeard(Row drone, String remedy) {
    if (drone.isHeard()) {
      throw BadRequest.of(
          Kind.CONFLICT,
          NAME,
          "%s was heard of %d s ago; %s"
              .formatted(drone.name(), drone.silence().orElseThrow().toSeconds(), remedy));
    }
  }

  private static Row require(Handle handle, String login, String name, String what) {
    Caller.require(handle, login).requireRoot(NAME, what);
    return handle
        .createQuery(LOCK)
        .bind("name", name.strip())
        .map(
            (row, _) ->
                new Row(
                    row.getLong("id"),
                    row.getString("hostname"),
                    Optional.ofNullable(row.getObject("dispatcher_id", Long.class)),
                    Optional.ofNullable(row.getObject("silence", Long.class))
                        .map(Duration::ofSeconds)))
        .findOne()
        .orElseThrow(() -> BadRequest.of(Kind.NOT_FOUND, NAME, "no drone '%s'".formatted(name)));
  }
}
