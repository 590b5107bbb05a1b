package org.autotest.store.views;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.autotest.core.schedule.AtomicGroup;
import org.autotest.store.Database;

/// Atomic groups with their labels.
public final class AtomicGroupViews {
  private static final Pattern SEPARATOR = Pattern.compile("\n");

  private static final String GROUPS =
      """
      SELECT g.name, COALESCE(g.description, '') AS description, g.max_number_of_machines, (
          SELECT GROUP_CONCAT(l.name ORDER BY l.name SEPARATOR '\n') FROM afe_labels l
          WHERE l.atomic_group_id = g.id AND l.invalid = 0) AS labels, (
          SELECT COUNT(DISTINCT h.id)
          FROM afe_labels l
          JOIN afe_hosts_labels hl ON hl.label_id = l.id
          JOIN afe_hosts h ON h.id = hl.host_id
          WHERE l.atomic_group_id = g.id AND l.invalid = 0 AND h.invalid = 0) AS hosts
      FROM afe_atomic_groups g
      WHERE g.invalid = 0 AND g.name > :after AND (:name IS NULL OR g.name LIKE :name)
      ORDER BY g.name
      LIMIT :limit
      """;

  private final Database database;

  public AtomicGroupViews(Database database) {
    this.database = database;
  }

  /// An atomic group.
  ///
  /// @param hostsMax most hosts that one job gets; empty for no limit
  /// @param labels names, in order
  /// @param hosts of the inventory that are members
  public record Group(
      String name,
      String description,
      Optional<Integer> hostsMax,
      List<String> labels,
      int hosts) {}

  /// Groups by name.
  ///
  /// @param name part of the name, in any case
  /// @param after only groups whose name comes later; empty text for the first page
  public List<Group> list(Optional<String> name, String after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(GROUPS)
                .bind("after", after)
                .bind("name", name.map(Rows::containing).orElse(null))
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new Group(
                            row.getString("name"),
                            row.getString("description"),
                            Optional.of(row.getInt("max_number_of_machines"))
                                .filter(most -> most < AtomicGroup.NO_LIMIT),
                            Rows.text(row, "labels").stream()
                                .flatMap(SEPARATOR::splitAsStream)
                                .toList(),
                            row.getInt("hosts")))
                .list());
  }
}
