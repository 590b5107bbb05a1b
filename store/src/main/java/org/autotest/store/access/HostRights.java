package org.autotest.store.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Gatherers;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.jdbi.v3.core.Handle;

/// Rights on hosts: who shares an ACL group with a host may use and change it, and so may root.
public final class HostRights {
  private static final int CHUNK = 1_000;

  private static final String FOREIGN =
      """
      SELECT h.hostname FROM afe_hosts h
      WHERE h.id IN (<hosts>) AND NOT EXISTS (
        SELECT 1 FROM afe_acl_groups_hosts gh
        JOIN afe_acl_groups_users gu ON gu.aclgroup_id = gh.aclgroup_id
        WHERE gh.host_id = h.id AND gu.user_id = :user)
      ORDER BY h.hostname
      """;

  private HostRights() {}

  /// Names of those hosts that the caller shares no group with; none for root.
  ///
  /// @param hosts ids
  public static List<String> foreign(Handle handle, Caller caller, Collection<Long> hosts) {
    if (caller.isRoot()) {
      return List.of();
    }
    List<String> foreign = new ArrayList<>();
    hosts.stream()
        .gather(Gatherers.windowFixed(CHUNK))
        .forEach(
            some ->
                foreign.addAll(
                    handle
                        .createQuery(FOREIGN)
                        .bindList("hosts", some)
                        .bind("user", caller.id())
                        .mapTo(String.class)
                        .list()));
    return foreign;
  }

  /// Refuses a caller who may not use all of the hosts.
  ///
  /// @param hosts ids
  /// @param field wire name of the argument that named them
  /// @throws BadRequest of kind `FORBIDDEN`, with the hosts
  public static void require(Handle handle, Caller caller, Collection<Long> hosts, String field) {
    List<String> foreign = foreign(handle, caller, hosts);
    if (!foreign.isEmpty()) {
      throw BadRequest.of(
          Kind.FORBIDDEN,
          field,
          "%s shares no ACL group with %s".formatted(caller.login(), Problems.listed(foreign)));
    }
  }
}
