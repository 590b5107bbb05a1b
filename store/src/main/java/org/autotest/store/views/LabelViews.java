package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.autotest.store.Database;

/// Labels, with what carries and needs them.
public final class LabelViews {
  private static final String EACH =
      """
      SELECT l.name, l.platform, l.only_if_needed, g.name AS atomic_group, (
          SELECT COUNT(*) FROM afe_hosts_labels hl JOIN afe_hosts h ON h.id = hl.host_id
          WHERE hl.label_id = l.id AND h.invalid = 0) AS hosts, (
          SELECT COUNT(*) FROM afe_autotests_dependency_labels d WHERE d.label_id = l.id) AS tests
      FROM afe_labels l LEFT JOIN afe_atomic_groups g ON g.id = l.atomic_group_id AND g.invalid = 0
      WHERE l.invalid = 0
      """;

  private static final String NAMES =
      "SELECT name, platform FROM afe_labels WHERE invalid = 0 ORDER BY name LIMIT :limit";

  private static final String LABELS =
      EACH
          + """
      AND l.name > :after AND (:name IS NULL OR l.name LIKE :name)
        AND (:platform IS NULL OR l.platform = :platform)
        AND (:group IS NULL OR g.name = :group)
        AND (:host IS NULL OR EXISTS (
          SELECT 1 FROM afe_hosts_labels hl JOIN afe_hosts h ON h.id = hl.host_id
          WHERE hl.label_id = l.id AND h.invalid = 0 AND h.hostname = :host))
      ORDER BY l.name
      LIMIT :limit
      """;

  private final Database database;

  public LabelViews(Database database) {
    this.database = database;
  }

  /// A label.
  ///
  /// @param atomicGroup the group that its hosts are members of
  /// @param hosts how many of the inventory carry it
  /// @param tests how many of the catalogue need it
  public record Label(
      String name,
      boolean platform,
      boolean onlyIfNeeded,
      Optional<String> atomicGroup,
      int hosts,
      int tests) {}

  /// Which labels are wanted; what is empty does not matter.
  ///
  /// @param name part of the name, in any case
  /// @param platform only platforms, or only labels that are none
  /// @param host only labels that this host carries
  /// @param atomicGroup only labels of this group
  public record Filter(
      Optional<String> name,
      Optional<Boolean> platform,
      Optional<String> host,
      Optional<String> atomicGroup) {
    /// All, or those of a name.
    public static Filter of(Optional<String> name) {
      return new Filter(name, Optional.empty(), Optional.empty(), Optional.empty());
    }
  }

  /// A label of a name, in any case; empty when there is none.
  public Optional<Label> find(String name) {
    return database.read(
        handle ->
            handle
                .createQuery(EACH + "AND l.name = :name")
                .bind("name", name.strip())
                .map((row, _) -> label(row))
                .findOne());
  }

  /// Labels by name.
  ///
  /// @param after only labels whose name comes later; empty text for the first page
  public List<Label> list(Filter filter, String after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(LABELS)
                .bind("after", after)
                .bind("name", filter.name().map(Rows::containing).orElse(null))
                .bind("platform", filter.platform().orElse(null))
                .bind("host", filter.host().orElse(null))
                .bind("group", filter.atomicGroup().orElse(null))
                .bind("limit", limit)
                .map((row, _) -> label(row))
                .list());
  }

  /// Names of labels, in their order, by whether they are platforms.
  ///
  /// @param limit most labels of both kinds together
  public Map<Boolean, List<String>> names(int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(NAMES)
                .bind("limit", limit)
                .map((row, _) -> Map.entry(row.getBoolean("platform"), row.getString("name")))
                .stream()
                .collect(
                    Collectors.partitioningBy(
                        Map.Entry::getKey,
                        Collectors.mapping(Map.Entry::getValue, Collectors.toList()))));
  }

  private static Label label(ResultSet row) throws SQLException {
    return new Label(
        row.getString("name"),
        row.getBoolean("platform"),
        row.getBoolean("only_if_needed"),
        Rows.text(row, "atomic_group"),
        row.getInt("hosts"),
        row.getInt("tests"));
  }
}
