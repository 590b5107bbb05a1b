package org.autotest.store.users;

import java.util.List;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.Problems;
import org.jdbi.v3.core.Handle;

/// Takes a user out, when nothing of theirs is still to happen.
final class UserDeletion {
  private static final String JOBS =
      """
      SELECT DISTINCT j.id FROM afe_jobs j JOIN afe_host_queue_entries e ON e.job_id = j.id
      WHERE j.owner = (SELECT login FROM afe_users WHERE id = :user) AND e.complete = 0
      ORDER BY j.id
      LIMIT 21
      """;

  private static final String RECURRING =
      """
      SELECT id FROM afe_recurring_run WHERE owner_id = :user ORDER BY id LIMIT 21
      """;

  private static final String RESERVED =
      """
      SELECT DISTINCT h.hostname FROM afe_reservations r JOIN afe_hosts h ON h.id = r.host_id
      WHERE r.user_id = :user AND r.state IN ('planned', 'active')
      ORDER BY h.hostname
      LIMIT 21
      """;

  private static final String GROUPS =
      """
      SELECT aclgroup_id FROM afe_acl_groups_users WHERE user_id = :user
      """;

  private static final String KEEP_TASKS =
      """
      UPDATE afe_special_tasks
      SET requested_by_id = (SELECT id FROM afe_users WHERE login = 'autotest_system')
      WHERE requested_by_id = :user
      """;

  private static final String DELETE =
      """
      DELETE FROM afe_users WHERE id = :user
      """;

  private UserDeletion() {}

  /// Does it.
  ///
  /// @throws BadRequest of kind `CONFLICT` when they have something to come
  static void delete(Handle handle, Caller user) {
    refuse(handle, JOBS, user, "jobs that are not finished: %s");
    refuse(handle, RECURRING, user, "recurring runs, which must be deleted first: %s");
    refuse(handle, RESERVED, user, "hosts reserved, which must be released first: %s");
    List<Long> groups = handle.createQuery(GROUPS).bind("user", user.id()).mapTo(Long.class).list();
    handle.createUpdate(KEEP_TASKS).bind("user", user.id()).execute();
    handle.createUpdate(DELETE).bind("user", user.id()).execute();
    LabChanges.append(handle, LabChange.Kind.USER, user.id());
    LabChanges.append(handle, LabChange.Kind.ACL_GROUP, groups);
  }

  private static void refuse(Handle handle, String sql, Caller user, String what) {
    List<String> found = handle.createQuery(sql).bind("user", user.id()).mapTo(String.class).list();
    if (!found.isEmpty()) {
      throw BadRequest.of(
          Kind.CONFLICT,
          "login",
          "user %s has %s".formatted(user.login(), what.formatted(Problems.listed(found))));
    }
  }
}
