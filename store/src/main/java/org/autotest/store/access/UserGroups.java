package org.autotest.store.access;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// Names of the access groups whose hosts a user's jobs may have: those that the user is in; all
/// that there are, for root.
public final class UserGroups {
  private static final String ALL =
      """
      SELECT user.login, acl.name
      FROM afe_acl_groups_users tie
      JOIN afe_users user ON user.id = tie.user_id
      JOIN afe_acl_groups acl ON acl.id = tie.aclgroup_id
      UNION
      SELECT user.login, acl.name
      FROM afe_users user JOIN afe_acl_groups acl ON user.access_level >= :root
      """;

  private static final String OF_ONE =
      """
      SELECT acl.name
      FROM afe_users user JOIN afe_acl_groups acl
      WHERE user.login = :login AND (user.access_level >= :root OR EXISTS (
        SELECT 1 FROM afe_acl_groups_users tie
        WHERE tie.user_id = user.id AND tie.aclgroup_id = acl.id))
      """;

  private UserGroups() {}

  /// Those of one user; empty when there is no such user.
  public static Set<String> of(Handle handle, String login) {
    return Set.copyOf(
        handle
            .createQuery(OF_ONE)
            .bind("root", Caller.ROOT)
            .bind("login", login)
            .mapTo(String.class)
            .list());
  }

  /// Those of all users that have any, by login.
  public static Map<String, Set<String>> ofAll(Handle handle) {
    return handle
        .createQuery(ALL)
        .bind("root", Caller.ROOT)
        .map((row, _) -> Map.entry(row.getString("login"), row.getString("name")))
        .list()
        .stream()
        .collect(
            Collectors.groupingBy(
                Map.Entry::getKey, Collectors.mapping(Map.Entry::getValue, Collectors.toSet())));
  }
}
