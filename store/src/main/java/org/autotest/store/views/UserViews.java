package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.store.Database;

/// Users, with what they prefer.
public final class UserViews {
  private static final Pattern SEPARATOR = Pattern.compile("\n");

  private static final String USERS =
      """
      SELECT u.login, u.access_level FROM afe_users u
      WHERE u.login > :after AND (:name IS NULL OR u.login LIKE :name)
        AND (:level IS NULL OR u.access_level = :level)
        AND (:group IS NULL OR EXISTS (
          SELECT 1 FROM afe_acl_groups_users gu JOIN afe_acl_groups g ON g.id = gu.aclgroup_id
          WHERE gu.user_id = u.id AND g.name = :group))
      ORDER BY u.login
      LIMIT :limit
      """;

  private static final String USER =
      """
      SELECT u.login, u.access_level, u.email, u.reboot_before, u.reboot_after,
        u.show_experimental, s.name AS drone_set, (
          SELECT GROUP_CONCAT(g.name ORDER BY g.name SEPARATOR '\n')
          FROM afe_acl_groups_users gu JOIN afe_acl_groups g ON g.id = gu.aclgroup_id
          WHERE gu.user_id = u.id) AS acl_groups
      FROM afe_users u LEFT JOIN afe_drone_sets s ON s.id = u.drone_set_id
      WHERE u.login = :login
      """;

  private final Database database;

  public UserViews(Database database) {
    this.database = database;
  }

  /// Somebody who may log in.
  public record User(String login, int accessLevel) {}

  /// A user with what they prefer.
  ///
  /// @param groups names of the ACL groups that they are in
  /// @param email where letters go; empty: nowhere
  /// @param droneSet of jobs that ask for none
  public record Detail(
      User user,
      List<String> groups,
      Optional<String> email,
      RebootBefore rebootBefore,
      RebootAfter rebootAfter,
      boolean showExperimental,
      Optional<String> droneSet) {}

  /// Which users are wanted; what is empty does not matter.
  ///
  /// @param name part of the name, in any case
  /// @param group only members of this ACL group
  public record Filter(
      Optional<String> name, Optional<String> group, Optional<Integer> accessLevel) {
    public static final Filter ALL =
        new Filter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Users by name.
  ///
  /// @param after only users whose name comes later; empty text for the first page
  public List<User> list(Filter filter, String after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(USERS)
                .bind("after", after)
                .bind("name", filter.name().map(Rows::containing).orElse(null))
                .bind("group", filter.group().orElse(null))
                .bind("level", filter.accessLevel().orElse(null))
                .bind("limit", limit)
                .map((row, _) -> user(row))
                .list());
  }

  /// One user, by the name in any case; empty when there is none.
  public Optional<Detail> find(String login) {
    return database.read(
        handle ->
            handle
                .createQuery(USER)
                .bind("login", login.strip())
                .map((row, _) -> detail(row))
                .findOne());
  }

  private static User user(ResultSet row) throws SQLException {
    return new User(row.getString("login"), row.getInt("access_level"));
  }

  private static Detail detail(ResultSet row) throws SQLException {
    return new Detail(
        user(row),
        Rows.text(row, "acl_groups").stream().flatMap(SEPARATOR::splitAsStream).toList(),
        Rows.text(row, "email"),
        RebootBefore.ofNumber(row.getInt("reboot_before")),
        RebootAfter.ofNumber(row.getInt("reboot_after")),
        row.getBoolean("show_experimental"),
        Rows.text(row, "drone_set"));
  }
}
