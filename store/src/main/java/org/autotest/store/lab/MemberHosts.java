package org.autotest.store.lab;

import java.util.List;
import org.jdbi.v3.core.Handle;

/// Hosts of the inventory behind a label or an atomic group.
public final class MemberHosts {
  private static final String OF_LABEL =
      """
      SELECT host.id
      FROM afe_hosts_labels tie
      JOIN afe_hosts host ON host.id = tie.host_id
      WHERE tie.label_id = :label AND host.invalid = 0
      ORDER BY host.hostname
      LIMIT :limit
      """;

  private static final String OF_ATOMIC_GROUP =
      """
      SELECT DISTINCT host.id
      FROM afe_labels label
      JOIN afe_hosts_labels tie ON tie.label_id = label.id
      JOIN afe_hosts host ON host.id = tie.host_id
      WHERE label.atomic_group_id = :group AND label.invalid = 0 AND host.invalid = 0
      ORDER BY host.id
      LIMIT :limit
      """;

  private MemberHosts() {}

  /// Ids of hosts that carry the label, by name.
  public static List<Long> ofLabel(Handle handle, long label, int limit) {
    return handle
        .createQuery(OF_LABEL)
        .bind("label", label)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }

  /// Ids of members of the group.
  public static List<Long> ofAtomicGroup(Handle handle, long group, int limit) {
    return handle
        .createQuery(OF_ATOMIC_GROUP)
        .bind("group", group)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }
}
