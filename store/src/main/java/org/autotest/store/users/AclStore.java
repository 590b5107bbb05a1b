package org.autotest.store.users;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
import org.autotest.store.access.AclGroup;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EventLog;
import org.autotest.store.access.EveryoneRule;
import org.autotest.store.access.HostRights;
import org.autotest.store.access.Names;
import org.autotest.store.access.Problems;
import org.autotest.store.access.Unique;
import org.jdbi.v3.core.Handle;

/// ACL groups: who of a group's users may use the group's hosts. `Everyone` has all users, and the
/// hosts that are in no other group.
///
/// Any user may make a group. Changing one needs a member or root; changing `Everyone` needs root;
/// nobody renames or deletes it.
public final class AclStore {
  private static final String NAME = "name";
  private static final String USERS = "users";
  private static final String HOSTS = "hosts";
  private static final int CHUNK = 1_000;

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

  private static final String MODIFY =
      """
      UPDATE afe_acl_groups
      SET name = COALESCE(:name, name), description = COALESCE(:description, description)
      WHERE id = :group
      """;

  private static final String REMOVE_USER =
      """
      DELETE FROM afe_acl_groups_users WHERE aclgroup_id = ? AND user_id = ?
      """;

  private static final String COUNT_USERS =
      """
      SELECT COUNT(*) FROM afe_acl_groups_users WHERE aclgroup_id = :group
      """;

  private static final String MEMBERS =
      """
      SELECT host_id FROM afe_acl_groups_hosts WHERE aclgroup_id = :group AND host_id IN (<hosts>)
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

  private record Row(long id, String name) {}

  /// Numbers of users and hosts that were named.
  private record Named(List<Long> users, List<Long> hosts) {
    /// Finds them.
    ///
    /// @throws BadRequest that tells of all unknown users and hosts
    static Named of(Handle handle, Collection<String> users, Collection<String> hostnames) {
      Problems problems = new Problems();
      List<Long> hosts = ids(handle, HOSTS_NAMED, hostnames, HOSTS, problems);
      Named named = new Named(ids(handle, USERS_NAMED, users, USERS, problems), hosts);
      problems.throwIfAny();
      return named;
    }
  }

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
    checkDescription(description, problems);
    problems.throwIfAny();
    Unique.orRefuse(
        () ->
            database.transact(
                handle ->
                    AclGroup.insert(handle, Caller.require(handle, login), checked, description)),
        () -> taken(NAME, checked));
  }

  /// Changes what a group is called, and what is said of it.
  ///
  /// @param newName empty: as before
  /// @param description empty: as before
  /// @throws BadRequest when there is no such group, the name is taken or unusable, or the caller
  ///   may not
  public void modify(
      String login, String group, Optional<String> newName, Optional<String> description) {
    Problems problems = new Problems();
    Optional<String> checked = newName.map(name -> Names.listable(problems, "new_name", name));
    description.ifPresent(text -> checkDescription(text, problems));
    problems.throwIfAny();
    Unique.orRefuse(
        () ->
            change(
                login,
                group,
                (handle, _, changed) -> {
                  if (changed.isEveryone() && checked.isPresent()) {
                    throw BadRequest.of(
                        Kind.CONFLICT, "new_name", Host.EVERYONE + " keeps its name");
                  }
                  handle
                      .createUpdate(MODIFY)
                      .bind("group", changed.id())
                      .bind("name", checked.orElse(null))
                      .bind("description", description.orElse(null))
                      .execute();
                  LabChanges.append(handle, LabChange.Kind.ACL_GROUP, changed.id());
                  if (checked.isPresent()) {
                    // Whoever keeps a picture of the lab knows the groups of hosts by name.
                    LabChanges.append(handle, LabChange.Kind.HOST, hostsOf(handle, changed));
                  }
                }),
        () -> taken("new_name", checked.orElse(group)));
  }

  private static void checkDescription(String description, Problems problems) {
    if (description.length() > Names.CHARS_MAX) {
      problems.add("description", "has more than %d characters".formatted(Names.CHARS_MAX));
    }
  }

  private static BadRequest taken(String field, String name) {
    return BadRequest.of(Kind.CONFLICT, field, "there is a group '%s' already".formatted(name));
  }

  /// Puts users and hosts in, all of them or none; those that are in it stay so. Hosts leave
  /// `Everyone`, and the caller must share a group with each already: otherwise anybody could take
  /// a host from its team.
  ///
  /// @throws BadRequest when group, user or host is unknown or the caller may not
  public void add(
      String login, String group, Collection<String> users, Collection<String> hostnames) {
    change(
        login,
        group,
        (handle, caller, changed) -> {
          Named named = Named.of(handle, users, hostnames);
          HostRights.require(handle, caller, named.hosts(), HOSTS);
          changed.addUsers(handle, named.users());
          changed.addHosts(handle, named.hosts());
          settle(handle, caller, named.hosts(), "put into access group " + changed.name());
          LabChanges.append(handle, LabChange.Kind.ACL_GROUP, changed.id());
        });
  }

  /// Takes users and hosts out, all of them or none. A group that would be left empty keeps the
  /// caller; a host that is in no other group goes back to `Everyone`.
  ///
  /// @throws BadRequest when group, user or host is unknown or the caller may not
  public void remove(
      String login, String group, Collection<String> users, Collection<String> hostnames) {
    change(
        login,
        group,
        (handle, caller, changed) -> {
          if (changed.isEveryone() && !users.isEmpty()) {
            throw BadRequest.of(Kind.CONFLICT, USERS, "all users are in " + Host.EVERYONE);
          }
          Named named = Named.of(handle, users, hostnames);
          List<Long> hosts = members(handle, changed, named.hosts());
          changed.batch(handle, REMOVE_USER, named.users());
          keepOne(handle, caller, changed);
          changed.batch(handle, REMOVE_HOST, hosts);
          settle(handle, caller, hosts, "taken out of access group " + changed.name());
          LabChanges.append(handle, LabChange.Kind.ACL_GROUP, changed.id());
        });
  }

  /// Those that are in the group: what happens to others is nobody's deed.
  private static List<Long> members(Handle handle, AclGroup group, List<Long> hosts) {
    return hosts.isEmpty()
        ? hosts
        : handle
            .createQuery(MEMBERS)
            .bind("group", group.id())
            .bindList("hosts", hosts)
            .mapTo(Long.class)
            .list();
  }

  private static void keepOne(Handle handle, Caller caller, AclGroup group) {
    long left = handle.createQuery(COUNT_USERS).bind("group", group.id()).mapTo(Long.class).one();
    if (left == 0) {
      group.addUsers(handle, List.of(caller.id()));
    }
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
          List<Long> hosts = hostsOf(handle, changed);
          handle.createUpdate(DELETE).bind("group", changed.id()).execute();
          LabChanges.append(handle, LabChange.Kind.ACL_GROUP, changed.id());
          settle(handle, caller, hosts, "access group %s was deleted".formatted(changed.name()));
        });
  }

  @FunctionalInterface
  private interface Change {
    void apply(Handle handle, Caller caller, AclGroup group);
  }

  private boolean change(String login, String name, Change change) {
    return database.transact(
        handle -> {
          Caller caller = Caller.require(handle, login);
          AclGroup group =
              AclGroup.find(handle, caller, name)
                  .orElseThrow(
                      () ->
                          BadRequest.of(
                              Kind.NOT_FOUND, NAME, "no access group '%s'".formatted(name)));
          change.apply(handle, caller, group.requireChangeable(caller, NAME));
          return true;
        });
  }

  private static List<Long> hostsOf(Handle handle, AclGroup group) {
    return handle.createQuery(HOSTS_OF).bind("group", group.id()).mapTo(Long.class).list();
  }

  private static void settle(Handle handle, Caller caller, List<Long> hosts, String what) {
    EveryoneRule.apply(handle, hosts);
    EventLog.hostsNoted(handle, hosts, what, caller.login());
    LabChanges.append(handle, LabChange.Kind.HOST, hosts);
  }

  private static List<Long> ids(
      Handle handle, String sql, Collection<String> names, String field, Problems problems) {
    List<Row> found = new ArrayList<>();
    for (List<String> some : names.stream().gather(Gatherers.windowFixed(CHUNK)).toList()) {
      found.addAll(
          handle
              .createQuery(sql)
              .bindList("names", some)
              .map((row, context) -> new Row(row.getLong("id"), row.getString("name")))
              .list());
    }
    Set<String> known =
        found.stream().map(row -> row.name().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    TreeSet<String> unknown = new TreeSet<>(names);
    unknown.removeIf(name -> known.contains(name.toLowerCase(Locale.ROOT)));
    problems.addFor(field, unknown, "unknown: %s");
    return found.stream().map(Row::id).toList();
  }
}
