package org.autotest.store.hosts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Gatherers;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.store.SqlTime;
import org.autotest.store.access.Problems;
import org.jdbi.v3.core.Handle;

/// A host as it is before a change, with its row locked until the transaction ends.
record HostRow(
    long id,
    String hostname,
    boolean invalid,
    String status,
    boolean locked,
    Optional<String> lockedBy,
    Optional<Instant> lockTime) {

  private static final int CHUNK = 1_000;

  private static final String LOCK =
      """
      SELECT h.id, h.hostname, h.invalid, h.status, h.locked, h.lock_time,
        (SELECT login FROM afe_users u WHERE u.id = h.locked_by_id) AS locked_by
      FROM afe_hosts h
      WHERE h.hostname IN (<names>)
      ORDER BY h.id
      FOR UPDATE
      """;

  /// Locks hosts of the inventory.
  ///
  /// @param field wire name of the argument that named them
  /// @return in the order of the names, each once
  /// @throws BadRequest of kind `NOT_FOUND`, with the names that are unknown
  static List<HostRow> lock(Handle handle, Collection<String> names, String field) {
    Map<String, HostRow> found = new HashMap<>();
    for (List<String> some : names.stream().gather(Gatherers.windowFixed(CHUNK)).toList()) {
      find(handle, some).stream()
          .filter(host -> !host.invalid)
          .forEach(host -> found.put(folded(host.hostname), host));
    }
    List<String> unknown =
        names.stream().filter(name -> !found.containsKey(folded(name))).distinct().toList();
    if (!unknown.isEmpty()) {
      throw BadRequest.of(
          Kind.NOT_FOUND, field, "no host of the name %s".formatted(Problems.listed(unknown)));
    }
    LinkedHashSet<HostRow> hosts = new LinkedHashSet<>();
    for (String name : names) {
      Optional.ofNullable(found.get(folded(name))).ifPresent(hosts::add);
    }
    return new ArrayList<>(hosts);
  }

  /// Locks what there is of these names, deleted hosts among them.
  static List<HostRow> find(Handle handle, List<String> names) {
    return handle.createQuery(LOCK).bindList("names", names).map((row, context) -> of(row)).list();
  }

  private static HostRow of(ResultSet row) throws SQLException {
    return new HostRow(
        row.getLong("id"),
        row.getString("hostname"),
        row.getBoolean("invalid"),
        row.getString("status"),
        row.getBoolean("locked"),
        Optional.ofNullable(row.getString("locked_by")),
        SqlTime.read(row, "lock_time"));
  }

  static List<Long> ids(List<HostRow> hosts) {
    return hosts.stream().map(HostRow::id).toList();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
