package org.autotest.store.lab;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.autotest.core.host.LabelId;
import org.autotest.core.schedule.AtomicGroup;
import org.autotest.core.schedule.LabelFacts;
import org.autotest.store.access.UserGroups;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Reads what concerns everybody: labels, atomic groups, the access groups of users.
final class CommonRows {
  private static final String LABELS =
      """
      SELECT id, name, only_if_needed, atomic_group_id FROM afe_labels WHERE invalid = 0
      """;

  private static final String ATOMIC_GROUPS =
      """
      SELECT id, name, max_number_of_machines FROM afe_atomic_groups WHERE invalid = 0
      """;

  private CommonRows() {}

  static LabPicture.Common read(Handle handle) {
    return new LabPicture.Common(labels(handle), atomicGroups(handle), UserGroups.ofAll(handle));
  }

  static Map<LabelId, LabelFacts> labels(Handle handle) {
    return labels(handle.createQuery(LABELS));
  }

  /// Those of the labels that are there.
  static Map<LabelId, LabelFacts> labels(Handle handle, Collection<LabelId> ids) {
    return ids.isEmpty()
        ? Map.of()
        : labels(
            handle
                .createQuery(LABELS + " AND id IN (<ids>)")
                .bindList("ids", ids.stream().map(LabelId::value).toList()));
  }

  private static Map<LabelId, LabelFacts> labels(Query query) {
    return query
        .map(
            (row, _) ->
                new LabelFacts(
                    new LabelId(row.getLong("id")),
                    row.getString("name"),
                    row.getBoolean("only_if_needed"),
                    Optional.ofNullable(row.getObject("atomic_group_id", Long.class))))
        .list()
        .stream()
        .collect(Collectors.toUnmodifiableMap(LabelFacts::id, label -> label));
  }

  private static Map<Long, AtomicGroup> atomicGroups(Handle handle) {
    return handle
        .createQuery(ATOMIC_GROUPS)
        .map(
            (row, _) ->
                new AtomicGroup(
                    row.getLong("id"),
                    row.getString("name"),
                    Math.max(1, row.getInt("max_number_of_machines"))))
        .list()
        .stream()
        .collect(Collectors.toUnmodifiableMap(AtomicGroup::id, group -> group));
  }
}
