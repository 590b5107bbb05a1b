package org.autotest.store.hosts;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.schedule.AtomicGroup;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Names;
import org.autotest.store.access.Problems;
import org.autotest.store.access.Unique;
import org.jdbi.v3.core.Handle;

/// Atomic groups: hosts that jobs take together or not at all. Members are the hosts that carry a
/// label of the group; a host is in one group at most. All changes need an admin.
public final class AtomicGroupStore {
  private static final String NAME = "name";

  private static final String LOCK =
      """
      SELECT id, name, invalid FROM afe_atomic_groups WHERE name = :name FOR UPDATE
      """;

  private static final String INSERT =
      """
      INSERT INTO afe_atomic_groups (name, description, max_number_of_machines)
      VALUES (:name, :description, :most)
      """;

  private static final String RESURRECT =
      """
      UPDATE afe_atomic_groups
      SET invalid = 0, name = :name, description = :description, max_number_of_machines = :most
      WHERE id = :id
      """;

  private static final String MODIFY =
      """
      UPDATE afe_atomic_groups
      SET description = COALESCE(:description, description),
        max_number_of_machines = COALESCE(:most, max_number_of_machines)
      WHERE id = :id
      """;

  private static final String INVALIDATE =
      """
      UPDATE afe_atomic_groups SET invalid = 1 WHERE id = :id
      """;

  private static final String LABELS =
      """
      SELECT id FROM afe_labels WHERE atomic_group_id = :id ORDER BY id FOR UPDATE
      """;

  private static final String ELSEWHERE =
      """
      SELECT CONCAT(l.name, ' (', g.name, ')')
      FROM afe_labels l JOIN afe_atomic_groups g ON g.id = l.atomic_group_id
      WHERE l.id IN (<labels>) AND l.atomic_group_id <> :id
      ORDER BY l.name
      """;

  private static final String SET_GROUP =
      """
      UPDATE afe_labels SET atomic_group_id = :group WHERE id IN (<labels>)
      """;

  private static final String IN_SEVERAL_GROUPS =
      """
      SELECT h.hostname
      FROM afe_hosts h
      JOIN afe_hosts_labels hl ON hl.host_id = h.id
      JOIN afe_labels l ON l.id = hl.label_id
      WHERE l.atomic_group_id IS NOT NULL AND l.invalid = 0 AND h.id IN (
        SELECT member.host_id
        FROM afe_hosts_labels member JOIN afe_labels its ON its.id = member.label_id
        WHERE its.atomic_group_id = :id)
      GROUP BY h.id, h.hostname
      HAVING COUNT(DISTINCT l.atomic_group_id) > 1
      ORDER BY h.hostname
      """;

  private static final String UNFINISHED_JOB =
      """
      SELECT job_id FROM afe_host_queue_entries
      WHERE atomic_group_id = :id AND complete = 0
      ORDER BY job_id
      LIMIT 1
      """;

  private final Database database;

  private record Row(long id, String name, boolean invalid) {}

  public AtomicGroupStore(Database database) {
    this.database = database;
  }

  /// Makes a group. One that was deleted comes back, without its labels.
  ///
  /// @param login of the caller, an admin
  /// @throws BadRequest when the name is taken or unfit, a label is unknown or in another group, a
  ///   host would be in two groups, or the caller may not; nothing is written
  public void create(String login, String name, AtomicGroupEdit group) {
    Unique.orRefuse(
        () ->
            database.transact(
                handle -> {
                  createIn(handle, login, name, group);
                  return true;
                }),
        () -> taken(name.strip()));
  }

  private static void createIn(Handle handle, String login, String name, AtomicGroupEdit group) {
    Caller.require(handle, login).requireAdmin(NAME, "making an atomic group");
    Problems problems = new Problems();
    String checked = Names.listable(problems, NAME, name);
    check(group, problems);
    problems.throwIfAny();
    Optional<Row> before = find(handle, checked);
    if (before.isPresent() && !before.get().invalid()) {
      throw taken(before.get().name());
    }
    String description = group.description().orElse("");
    int most = group.hostsMax().orElse(AtomicGroup.NO_LIMIT);
    long id =
        before.isPresent()
            ? resurrect(handle, before.get().id(), checked, description, most)
            : insert(handle, checked, description, most);
    setLabels(handle, id, group);
    LabChanges.append(handle, LabChange.Kind.ATOMIC_GROUP, id);
  }

  private static long insert(Handle handle, String name, String description, int most) {
    return handle
        .createUpdate(INSERT)
        .bind("name", name)
        .bind("description", description)
        .bind("most", most)
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  private static long resurrect(Handle handle, long id, String name, String description, int most) {
    handle
        .createUpdate(RESURRECT)
        .bind("id", id)
        .bind("name", name)
        .bind("description", description)
        .bind("most", most)
        .execute();
    return id;
  }

  /// Changes a group: all of it, or nothing.
  ///
  /// @param login of the caller, an admin
  /// @throws BadRequest as for a new one, or when there is no such group
  public void modify(String login, String name, AtomicGroupEdit edit) {
    database.transactVoid(
        handle -> {
          Caller.require(handle, login).requireAdmin(NAME, "changing an atomic group");
          Problems problems = new Problems();
          check(edit, problems);
          problems.throwIfAny();
          Row group = require(handle, name);
          handle
              .createUpdate(MODIFY)
              .bind("id", group.id())
              .bind("description", edit.description().orElse(null))
              .bind("most", edit.hostsMax().orElse(null))
              .execute();
          setLabels(handle, group.id(), edit);
          LabChanges.append(handle, LabChange.Kind.ATOMIC_GROUP, group.id());
        });
  }

  /// Deletes a group; its hosts are for every job again.
  ///
  /// @param login of the caller, an admin
  /// @throws BadRequest when there is no such group, an unfinished job asked for it, or the caller
  ///   may not
  public void delete(String login, String name) {
    database.transactVoid(
        handle -> {
          Caller.require(handle, login).requireAdmin(NAME, "deleting an atomic group");
          Row group = require(handle, name);
          handle
              .createQuery(UNFINISHED_JOB)
              .bind("id", group.id())
              .mapTo(Long.class)
              .findOne()
              .ifPresent(
                  job -> {
                    throw BadRequest.of(
                        Kind.CONFLICT,
                        NAME,
                        "job %d is not finished and asked for atomic group %s"
                            .formatted(job, group.name()));
                  });
          setGroup(handle, Optional.empty(), labelsOf(handle, group.id()));
          handle.createUpdate(INVALIDATE).bind("id", group.id()).execute();
          LabChanges.append(handle, LabChange.Kind.ATOMIC_GROUP, group.id());
        });
  }

  private static void check(AtomicGroupEdit group, Problems problems) {
    group
        .hostsMax()
        .filter(most -> most < 1 || most > AtomicGroup.NO_LIMIT)
        .ifPresent(
            most ->
                problems.add(
                    "max_number_of_machines",
                    "is %d, must be 1 to %d".formatted(most, AtomicGroup.NO_LIMIT)));
    group
        .description()
        .filter(text -> text.length() > 10_000)
        .ifPresent(
            text ->
                problems.add(
                    "description", "has %d characters, more than 10000".formatted(text.length())));
  }

  private static void setLabels(Handle handle, long group, AtomicGroupEdit edit) {
    HostLabels labels = new HostLabels(handle);
    List<Long> removed = labels.named("remove_labels", edit.removeLabels());
    List<Long> added = labels.named("add_labels", edit.addLabels());
    Set<Long> own = new LinkedHashSet<>(labelsOf(handle, group));
    setGroup(handle, Optional.empty(), removed.stream().filter(own::contains).toList());
    if (added.isEmpty()) {
      return;
    }
    List<String> elsewhere =
        handle
            .createQuery(ELSEWHERE)
            .bindList("labels", added)
            .bind("id", group)
            .mapTo(String.class)
            .list();
    refuse(elsewhere, "in another atomic group: %s");
    setGroup(handle, Optional.of(group), added);
    refuse(
        handle.createQuery(IN_SEVERAL_GROUPS).bind("id", group).mapTo(String.class).list(),
        "these hosts would be in two atomic groups: %s");
  }

  private static void refuse(List<String> offenders, String problem) {
    if (!offenders.isEmpty()) {
      throw BadRequest.of(
          Kind.CONFLICT, "add_labels", problem.formatted(Problems.listed(offenders)));
    }
  }

  private static void setGroup(Handle handle, Optional<Long> group, List<Long> labels) {
    if (labels.isEmpty()) {
      return;
    }
    handle
        .createUpdate(SET_GROUP)
        .bind("group", group.orElse(null))
        .bindList("labels", labels)
        .execute();
    LabChanges.append(handle, LabChange.Kind.LABEL, labels);
  }

  private static List<Long> labelsOf(Handle handle, long group) {
    return handle.createQuery(LABELS).bind("id", group).mapTo(Long.class).list();
  }

  private static BadRequest taken(String name) {
    return BadRequest.of(
        Kind.CONFLICT, NAME, "there is an atomic group '%s' already".formatted(name));
  }

  private static Optional<Row> find(Handle handle, String name) {
    return handle
        .createQuery(LOCK)
        .bind("name", name)
        .map(
            (row, _) ->
                new Row(row.getLong("id"), row.getString("name"), row.getBoolean("invalid")))
        .findOne();
  }

  private static Row require(Handle handle, String name) {
    return find(handle, name.strip())
        .filter(group -> !group.invalid())
        .orElseThrow(
            () -> BadRequest.of(Kind.NOT_FOUND, NAME, "no atomic group '%s'".formatted(name)));
  }
}
