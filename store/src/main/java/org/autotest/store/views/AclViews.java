package org.autotest.store.views;

import java.util.List;
import java.util.Optional;
import org.autotest.store.Database;

/// ACL groups with their users and hosts.
public final class AclViews {
  private static final String EACH =
      """
      SELECT g.id, g.name, COALESCE(g.description, '') AS description, (
          SELECT COUNT(*) FROM afe_acl_groups_users gu WHERE gu.aclgroup_id = g.id) AS users, (
          SELECT COUNT(*) FROM afe_acl_groups_hosts gh JOIN afe_hosts h ON h.id = gh.host_id
          WHERE gh.aclgroup_id = g.id AND h.invalid = 0) AS hosts
      FROM afe_acl_groups g
      """;

  private static final String GROUPS =
      EACH
          + """
          WHERE g.name > :after AND (:name IS NULL OR g.name LIKE :name)
            AND (:user IS NULL OR EXISTS (
              SELECT 1 FROM afe_acl_groups_users gu JOIN afe_users u ON u.id = gu.user_id
              WHERE gu.aclgroup_id = g.id AND u.login = :user))
            AND (:host IS NULL OR EXISTS (
              SELECT 1 FROM afe_acl_groups_hosts gh JOIN afe_hosts h ON h.id = gh.host_id
              WHERE gh.aclgroup_id = g.id AND h.invalid = 0 AND h.hostname = :host))
          ORDER BY g.name
          LIMIT :limit
          """;

  private static final String MEMBER =
      """
      SELECT COUNT(*) FROM afe_acl_groups_users gu JOIN afe_users u ON u.id = gu.user_id
      WHERE gu.aclgroup_id = :group AND u.login = :login
      """;

  private static final String USERS =
      """
      SELECT u.login FROM afe_acl_groups_users gu JOIN afe_users u ON u.id = gu.user_id
      WHERE gu.aclgroup_id = :id
      ORDER BY u.login
      LIMIT :limit
      """;

  private static final String HOSTS =
      """
      SELECT h.hostname FROM afe_acl_groups_hosts gh JOIN afe_hosts h ON h.id = gh.host_id
      WHERE gh.aclgroup_id = :id AND h.invalid = 0
      ORDER BY h.hostname
      LIMIT :limit
      """;

  private final Database database;

  public AclViews(Database database) {
    this.database = database;
  }

  /// An ACL group.
  ///
  /// @param users how many it has
  /// @param hosts how many of the inventory are in it
  public record Group(long id, String name, String description, int users, int hosts) {}

  /// A group with who and what is in it.
  ///
  /// @param users their names, in order
  /// @param hosts their names, in order
  public record Detail(Group group, List<String> users, List<String> hosts) {}

  /// Which groups are wanted; what is empty does not matter.
  ///
  /// @param name part of the name, in any case
  /// @param user only groups that this user is in
  /// @param host only groups that this host is in
  public record Filter(Optional<String> name, Optional<String> user, Optional<String> host) {
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Groups by name.
  ///
  /// @param after only groups whose name comes later; empty text for the first page
  public List<Group> list(Filter filter, String after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(GROUPS)
                .bind("after", after)
                .bind("name", filter.name().map(Rows::containing).orElse(null))
                .bind("user", filter.user().orElse(null))
                .bind("host", filter.host().orElse(null))
                .bind("limit", limit)
                .map((row, _) -> group(row))
                .list());
  }

  /// A group of a name, in any case; empty when there is none.
  ///
  /// @param limit most users, and most hosts, that are named
  public Optional<Detail> find(String name, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(EACH + "WHERE g.name = :name")
                .bind("name", name.strip())
                .map((row, _) -> group(row))
                .findOne()
                .map(
                    group ->
                        new Detail(
                            group,
                            handle
                                .createQuery(USERS)
                                .bind("id", group.id())
                                .bind("limit", limit)
                                .mapTo(String.class)
                                .list(),
                            handle
                                .createQuery(HOSTS)
                                .bind("id", group.id())
                                .bind("limit", limit)
                                .mapTo(String.class)
                                .list())));
  }

  /// Whether a user is in a group.
  public boolean isMember(long group, String login) {
    return database.read(
        handle ->
            handle
                    .createQuery(MEMBER)
                    .bind("group", group)
                    .bind("login", login)
                    .mapTo(Integer.class)
                    .one()
                > 0);
  }

  private static Group group(java.sql.ResultSet row) throws java.sql.SQLException {
    return new Group(
        row.getLong("id"),
        row.getString("name"),
        row.getString("description"),
        row.getInt("users"),
        row.getInt("hosts"));
  }
}
