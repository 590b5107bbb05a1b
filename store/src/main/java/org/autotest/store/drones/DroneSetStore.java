package org.autotest.store.drones;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Names;
import org.autotest.store.access.Problems;
import org.autotest.store.access.Unique;
import org.jdbi.v3.core.Handle;

/// Sets of drones, to which jobs may be limited. A drone may be in several. All changes need a root
/// user.
public final class DroneSetStore {
  private static final String NAME = "name";

  private static final String INSERT =
      """
      INSERT INTO afe_drone_sets (name) VALUES (:name)
      """;

  private static final String LOCK =
      """
      SELECT id FROM afe_drone_sets WHERE name = :name FOR UPDATE
      """;

  private static final String DRONES =
      """
      SELECT hostname FROM afe_drones WHERE hostname IN (<drones>)
      """;

  private static final String ADD =
      """
      INSERT IGNORE INTO afe_drone_sets_drones (droneset_id, drone_id)
      SELECT :id, id FROM afe_drones WHERE hostname IN (<drones>)
      """;

  private static final String REMOVE =
      """
      DELETE tie FROM afe_drone_sets_drones tie
      JOIN afe_drones drone ON drone.id = tie.drone_id
      WHERE tie.droneset_id = :id AND drone.hostname IN (<drones>)
      """;

  private static final String SET_DEFAULT =
      """
      UPDATE afe_drone_sets
      SET is_default = CASE WHEN id = :id THEN :value WHEN :value THEN 0 ELSE is_default END
      """;

  private static final String UNFINISHED_JOB =
      """
      SELECT job.id
      FROM afe_jobs job
      JOIN afe_host_queue_entries entry ON entry.job_id = job.id
      WHERE job.drone_set_id = :id AND (entry.complete = 0 OR job.is_template = 1)
      ORDER BY job.id
      LIMIT 1
      """;

  private static final String USER =
      """
      SELECT login FROM afe_users WHERE drone_set_id = :id ORDER BY login LIMIT 1
      """;

  private static final String LEAVE_JOBS =
      """
      UPDATE afe_jobs SET drone_set_id = NULL WHERE drone_set_id = :id
      """;

  private static final String LEAVE_DRONES =
      """
      DELETE FROM afe_drone_sets_drones WHERE droneset_id = :id
      """;

  private static final String DELETE =
      """
      DELETE FROM afe_drone_sets WHERE id = :id
      """;

  private final Database database;

  /// A change of a set.
  ///
  /// @param added drones that are in it from now on
  /// @param removed drones that are not any more
  /// @param isDefault whether work that asks for no set, and whose owner has none, is limited to it
  public record Edit(Set<String> added, Set<String> removed, Optional<Boolean> isDefault) {
    public Edit {
      added = Set.copyOf(added);
      removed = Set.copyOf(removed);
    }
  }

  public DroneSetStore(Database database) {
    this.database = database;
  }

  /// The set that a request names.
  ///
  /// @param field where it names it
  /// @throws BadRequest when there is none
  public static long named(Handle handle, String field, String name) {
    return find(handle, name)
        .orElseThrow(() -> BadRequest.invalid(field, "no drone set '%s'".formatted(name)));
  }

  private static long require(Handle handle, String name) {
    return find(handle, name)
        .orElseThrow(
            () -> BadRequest.of(Kind.NOT_FOUND, NAME, "no drone set '%s'".formatted(name)));
  }

  private static Optional<Long> find(Handle handle, String name) {
    return handle.createQuery(LOCK).bind("name", name.strip()).mapTo(Long.class).findOne();
  }

  /// Makes a set.
  ///
  /// @param login of the caller, a root user
  /// @throws BadRequest when the name is taken or unfit, a drone is unknown, or the caller may not
  public void create(String login, String name, Edit edit) {
    Unique.orRefuse(
        () ->
            database.transact(
                handle -> {
                  Caller.require(handle, login).requireRoot(NAME, "making a drone set");
                  Problems problems = new Problems();
                  String checked = Names.listable(problems, NAME, name);
                  problems.throwIfAny();
                  long id =
                      handle
                          .createUpdate(INSERT)
                          .bind("name", checked)
                          .executeAndReturnGeneratedKeys("id")
                          .mapTo(Long.class)
                          .one();
                  apply(handle, id, edit);
                  return true;
                }),
        () ->
            BadRequest.of(
                Kind.CONFLICT, NAME, "there is a drone set '%s' already".formatted(name.strip())));
  }

  /// Changes a set: all of it, or nothing.
  ///
  /// @param login of the caller, a root user
  /// @throws BadRequest when the set or a drone is unknown, or the caller may not
  public void modify(String login, String name, Edit edit) {
    database.transactVoid(
        handle -> {
          Caller.require(handle, login).requireRoot(NAME, "changing a drone set");
          apply(handle, require(handle, name), edit);
        });
  }

  /// Deletes a set. Jobs that are over forget it.
  ///
  /// @param login of the caller, a root user
  /// @throws BadRequest when an unfinished job, a template or a user has it, there is no such set,
  ///   or the caller may not
  public void delete(String login, String name) {
    database.transactVoid(
        handle -> {
          Caller.require(handle, login).requireRoot(NAME, "deleting a drone set");
          long id = require(handle, name);
          refuse(handle, UNFINISHED_JOB, id, "job %s is not finished and is limited to it");
          refuse(handle, USER, id, "it is the default of user %s");
          handle.createUpdate(LEAVE_JOBS).bind("id", id).execute();
          handle.createUpdate(LEAVE_DRONES).bind("id", id).execute();
          handle.createUpdate(DELETE).bind("id", id).execute();
          LabChanges.append(handle, LabChange.Kind.DRONE, id);
        });
  }

  private static void refuse(Handle handle, String sql, long id, String problem) {
    handle
        .createQuery(sql)
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .ifPresent(
            found -> {
              throw BadRequest.of(Kind.CONFLICT, NAME, problem.formatted(found));
            });
  }

  private static void apply(Handle handle, long id, Edit edit) {
    change(handle, REMOVE, id, "remove_drones", edit.removed());
    change(handle, ADD, id, "add_drones", edit.added());
    edit.isDefault()
        .ifPresent(
            value ->
                handle.createUpdate(SET_DEFAULT).bind("id", id).bind("value", value).execute());
    LabChanges.append(handle, LabChange.Kind.DRONE, id);
  }

  private static void change(Handle handle, String sql, long id, String field, Set<String> drones) {
    if (drones.isEmpty()) {
      return;
    }
    List<String> names = List.copyOf(drones);
    Set<String> known =
        Set.copyOf(handle.createQuery(DRONES).bindList("drones", names).mapTo(String.class).list());
    List<String> unknown = names.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw BadRequest.invalid(field, "no drone %s".formatted(Problems.listed(unknown)));
    }
    handle.createUpdate(sql).bind("id", id).bindList("drones", names).execute();
  }
}
