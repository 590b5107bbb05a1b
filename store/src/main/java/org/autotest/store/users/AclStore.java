package org.autotest.store.users;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.Host;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EveryoneRule;
import org.autotest.store.access.HostRights;
import org.autotest.store.access.Names;
import org.autotest.store.access.Problems;
import org.autotest.store.access.Unique;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// ACL groups: who of a group's users may use the group's hosts. `Everyone` has all users, and the
/// hosts that are in no other group.
///
/// Any user may make a group. Changing one needs a member or root; changing `Everyone` needs root;
/// nobody deletes it.
public final class AclStore {
  private static final String NAME = "name";
  private static final int CHUNK = 1_000;

  private static final String INSERT =
      """
      INSERT INTO afe_acl_groups (name, description) VALUES (:name, :description)
      """;

  private static final String LOCK =
      """
      SELECT g.id, g.name, EXISTS (
        SELECT 1 FROM afe_acl_groups_users gu WHERE gu.aclgroup_id = g.id AND gu.user_id = :user)
        AS is_member
      FROM afe_acl_groups g
      WHERE g.name = :name
      FOR UPDATE
      """;

  private static final String USERS_NAMED =
      """
      SELECT id, login AS name FROM afe_users WHERE login IN (<names>) ORDER BY id
      """;

  private static final String HOSTS_NAMED =
      """
      SELECT id, hostname AS name FROM afe_hosts
      WHERE hostname IN (<names>) AND invalid = 0
      ORDER BY id
      FOR UPDATE
      """;

  private static final String ADD_USER =
      """
      INSERT IGNORE INTO afe_acl_groups_users (aclgroup_id, user_id) VALUES (?, ?)
      """;

  private static final String REMOVE_USER =
      """
      DELETE FROM afe_acl_groups_users WHERE aclgroup_id = ? AND user_id = ?
      """;

  private static final String COUNT_USERS =
      """
      SELECT COUNT(*) FROM afe_acl_groups_users WHERE aclgroup_id = :group
      """;

  private static final String ADD_HOST =
      """
      INSERT IGNORE INTO afe_acl_groups_hosts (aclgroup_id, host_id) VALUES (?, ?)
      """;

  private static final String REMOVE_HOST =
      """
      DELETE FROM afe_acl_groups_hosts WHERE aclgroup_id = ? AND host_id = ?
      """;

  private static final String HOSTS_OF =
      """
      SELECT h.id FROM afe_hosts h JOIN afe_acl_groups_hosts gh ON gh.host_id = h.id
      WHERE gh.aclgroup_id = :group
      ORDER BY h.id
      FOR UPDATE
      """;

  private static final String DELETE =
      """
      DELETE FROM afe_acl_groups WHERE id = :group
      """;

  private final Database database;

  private record Group(long id, String name, boolean isMember) {
    boolean isEveryone() {
      return name.equalsIgnoreCase(Host.EVERYONE);
    }
  }

  private record Named(long id, String name) {}

  public AclStore(Database database) {
    this.database = database;
  }

  /// Makes a group; the caller is its first member.
  ///
  /// @param login of the caller: any user
  /// @throws BadRequest when the name is taken or unusable
  public void create(String login, String name, String description) {
    Problems problems = new Problems();
    String checked = Names.listable(problems, NAME, name);
    if (description.length() > Names.CHARS_MAX) {
      problems.add("description", "has more than %d characters".formatted(Names.CHARS_MAX));
    }
    problems.throwIfAny();
    Unique.orRefuse(
        () ->
            database.transact(
                handle -> insert(handle, Caller.require(handle, login), checked, description)),
        () ->
            BadRequest.of(Kind.CONFLICT, NAME, "there is a group '%s' already".formatted(checked)));
  }

  private static long insert(Handle handle, Caller caller, String name, String description) {
    long id =
        handle
            .createUpdate(INSERT)
            .bind("name", name)
            .bind("description", description)
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    handle.execute(ADD_USER, id, caller.id());
    LabChanges.append(handle, LabChange.Kind.ACL_GROUP, id);
    return id;
  }

  /// Adds users; those who are members stay so.
  ///
  /// @throws BadRequest when group or user is unknown or the caller may not
  public void addUsers(String login, String group, Collection<String> users) {
    change(
        login,
        group,
        (handle, caller, changed) -> {
          batch(handle, ADD_USER, changed.id(), ids(handle, USERS_NAMED, users, "users"));
          LabChanges.append(handle, LabChange.Kind.ACL_GROUP, changed.id());
        });
  }

  /// Removes users; a group that would be left empty keeps the caller.
  ///
  /// @throws BadRequest when group or user is unknown or the caller may not
  public void removeUsers(String login, String group, Collection<String> users) {
    change(
        login,
        group,
        (handle, caller, changed) -> {
          if (changed.isEveryone()) {
            throw BadRequest.of(Kind.CONFLICT, "users", "all users are in " + Host.EVERYONE);
          }
          batch(handle, REMOVE_USER, changed.id(), ids(handle, USERS_NAMED, users, "users"));
          long left =
              handle.createQuery(COUNT_USERS).bind("group", changed.id()).mapTo(Long.class).one();
          if (left == 0) {
            handle.execute(ADD_USER, changed.id(), caller.id());
          }
          LabChanges.append(handle, LabChange.Kind.ACL_GROUP, changed.id());
        });
  }

  /// Adds hosts, which leave `Everyone`. The caller must share a group with each host already:
  /// otherwise anybody could take a host from its team.
  ///
  /// @throws BadRequest when group or host is unknown or the caller may not
  public void addHosts(String login, String group, Collection<String> hosts) {
    change(
        login,
        group,
        (handle, caller, changed) -> {
          List<Long> ids = ids(handle, HOSTS_NAMED, hosts, "hosts");
          HostRights.require(handle, caller, ids, "hosts");
          batch(handle, ADD_HOST, changed.id(), ids);
          settle(handle, ids);
        });
  }

  /// Removes hosts; one that is in no other group goes back to `Everyone`.
  ///
  /// @throws BadRequest when group or host is unknown or the caller may not
  public void removeHosts(String login, String group, Collection<String> hosts) {
    change(
        login,
        group,
        (handle, caller, changed) -> {
          List<Long> ids = ids(handle, HOSTS_NAMED, hosts, "hosts");
          batch(handle, REMOVE_HOST, changed.id(), ids);
          settle(handle, ids);
        });
  }

  /// Deletes a group; its hosts that are in no other group go back to `Everyone`.
  ///
  /// @throws BadRequest when there is no such group, it is `Everyone`, or the caller may not
  public void delete(String login, String group) {
    change(
        login,
        group,
        (handle, caller, changed) -> {
          if (changed.isEveryone()) {
            throw BadRequest.of(Kind.CONFLICT, NAME, Host.EVERYONE + " cannot be deleted");
          }
          List<Long> hosts =
              handle.createQuery(HOSTS_OF).bind("group", changed.id()).mapTo(Long.class).list();
          handle.createUpdate(DELETE).bind("group", changed.id()).execute();
          LabChanges.append(handle, LabChange.Kind.ACL_GROUP, changed.id());
          settle(handle, hosts);
        });
  }

  @FunctionalInterface
  private interface Change {
    void apply(Handle handle, Caller caller, Group group);
  }

  private void change(String login, String name, Change change) {
    database.transactVoid(
        handle -> {
          Caller caller = Caller.require(handle, login);
          Group group =
              handle
                  .createQuery(LOCK)
                  .bind("name", name.strip())
                  .bind("user", caller.id())
                  .map(
                      (row, context) ->
                          new Group(
                              row.getLong("id"),
                              row.getString("name"),
                              row.getBoolean("is_member")))
                  .findOne()
                  .orElseThrow(
                      () ->
                          BadRequest.of(Kind.NOT_FOUND, NAME, "no ACL group '%s'".formatted(name)));
          if (group.isEveryone()) {
            caller.requireRoot(NAME, "changing " + Host.EVERYONE);
          } else if (!group.isMember() && !caller.isRoot()) {
            throw BadRequest.of(
                Kind.FORBIDDEN,
                NAME,
                "%s is no member of %s".formatted(caller.login(), group.name()));
          }
          change.apply(handle, caller, group);
        });
  }

  private static void settle(Handle handle, List<Long> hosts) {
    EveryoneRule.apply(handle, hosts);
    LabChanges.append(handle, LabChange.Kind.HOST, hosts);
  }

  private static List<Long> ids(Handle handle, String sql, Collection<String> names, String field) {
    List<Named> found = new ArrayList<>();
    for (List<String> some : names.stream().gather(Gatherers.windowFixed(CHUNK)).toList()) {
      found.addAll(
          handle
              .createQuery(sql)
              .bindList("names", some)
              .map((row, context) -> new Named(row.getLong("id"), row.getString("name")))
              .list());
    }
    Set<String> known =
        found.stream()
            .map(named -> named.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    TreeSet<String> unknown = new TreeSet<>(names);
    unknown.removeIf(name -> known.contains(name.toLowerCase(Locale.ROOT)));
    Problems problems = new Problems();
    problems.addFor(field, unknown, "unknown: %s");
    problems.throwIfAny();
    return found.stream().map(Named::id).toList();
  }

  private static void batch(Handle handle, String sql, long group, List<Long> ids) {
    if (ids.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(sql)) {
      ids.forEach(id -> batch.add(group, id));
      batch.execute();
    }
  }
}
