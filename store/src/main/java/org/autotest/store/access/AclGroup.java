package org.autotest.store.access;

import java.util.Collection;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.core.host.Host;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/// An ACL group with its row locked until the transaction ends.
///
/// @param isMember whether the caller is in it
public record AclGroup(long id, String name, boolean isMember) {
  private static final String INSERT =
      """
      INSERT INTO afe_acl_groups (name, description) VALUES (:name, :description)
      """;

  private static final String ADD_USER =
      """
      INSERT IGNORE INTO afe_acl_groups_users (aclgroup_id, user_id) VALUES (?, ?)
      """;

  private static final String ADD_HOST =
      """
      INSERT IGNORE INTO afe_acl_groups_hosts (aclgroup_id, host_id) VALUES (?, ?)
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

  /// Whether it is the one that nobody deletes.
  public boolean isEveryone() {
    return name.equalsIgnoreCase(Host.EVERYONE);
  }

  /// Finds one by its name, in any case.
  public static Optional<AclGroup> find(Handle handle, Caller caller, String name) {
    return handle
        .createQuery(LOCK)
        .bind("name", name.strip())
        .bind("user", caller.id())
        .map(
            (row, _) ->
                new AclGroup(row.getLong("id"), row.getString("name"), row.getBoolean("is_member")))
        .findOne();
  }

  /// Makes one; the caller is its first member. A name that is taken breaks the unique key.
  ///
  /// @param name checked already
  public static AclGroup insert(Handle handle, Caller caller, String name, String description) {
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
    return new AclGroup(id, name, true);
  }

  /// Refuses a caller who may not change it: `Everyone` needs root, others a member or root.
  ///
  /// @param field wire name of the argument that named it
  public AclGroup requireChangeable(Caller caller, String field) {
    if (isEveryone()) {
      caller.requireRoot(field, "changing " + Host.EVERYONE);
    } else if (!isMember && !caller.isRoot()) {
      throw BadRequest.of(
          Kind.FORBIDDEN, field, "%s is no member of %s".formatted(caller.login(), name));
    }
    return this;
  }

  /// Puts users in; those who are in it stay so.
  ///
  /// @param users ids
  public void addUsers(Handle handle, Collection<Long> users) {
    batch(handle, ADD_USER, users);
  }

  /// Puts hosts in. [EveryoneRule] is for the caller to apply.
  ///
  /// @param hosts ids
  public void addHosts(Handle handle, Collection<Long> hosts) {
    batch(handle, ADD_HOST, hosts);
  }

  /// Carries out one statement for each of many.
  ///
  /// @param sql with the group and the other as its two parameters
  public void batch(Handle handle, String sql, Collection<Long> others) {
    if (others.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(sql)) {
      others.forEach(other -> batch.add(id, other));
      batch.execute();
    }
  }
}
