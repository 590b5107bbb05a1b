package org.autotest.store.access;

import java.util.Collection;
import java.util.List;
import java.util.stream.Gatherers;
import org.jdbi.v3.core.Handle;

/// Keeps the group `Everyone` as it must be: a host in no group is in it, a host in another group
/// is not. To be called after each change of groups of hosts, in the same transaction, with the
/// hosts' rows locked.
public final class EveryoneRule {
  private static final int CHUNK = 1_000;

  private static final String ADD =
      """
      INSERT INTO afe_acl_groups_hosts (aclgroup_id, host_id)
      SELECT g.id, h.id FROM afe_hosts h JOIN afe_acl_groups g ON g.name = 'Everyone'
      WHERE h.id IN (<hosts>) AND h.invalid = 0 AND NOT EXISTS (
        SELECT 1 FROM afe_acl_groups_hosts gh WHERE gh.host_id = h.id)
      """;

  private static final String REMOVE =
      """
      DELETE FROM afe_acl_groups_hosts
      WHERE host_id IN (<hosts>)
        AND aclgroup_id = (SELECT id FROM afe_acl_groups WHERE name = 'Everyone')
        AND host_id IN (
          SELECT host_id FROM (
            SELECT gh.host_id FROM afe_acl_groups_hosts gh
            JOIN afe_acl_groups g ON g.id = gh.aclgroup_id
            WHERE gh.host_id IN (<hosts>) AND g.name <> 'Everyone') AS elsewhere)
      """;

  private EveryoneRule() {}

  /// Puts the hosts into `Everyone`, or takes them out, as the rule wants.
  ///
  /// @param hosts ids
  public static void apply(Handle handle, Collection<Long> hosts) {
    for (List<Long> some : hosts.stream().gather(Gatherers.windowFixed(CHUNK)).toList()) {
      handle.createUpdate(ADD).bindList("hosts", some).execute();
      handle.createUpdate(REMOVE).bindList("hosts", some).execute();
    }
  }
}
