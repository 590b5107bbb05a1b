package org.autotest.store.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.autotest.store.lab.JsonRows.Row;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/// Changes of rows of one table that are made together, by one statement. Each holds only while its
/// row is as expected.
final class Expected<I extends Comparable<I>> {
  private final String what;
  private final Map<I, Row> rows = new TreeMap<>();
  private final Map<I, List<String>> expectations = new LinkedHashMap<>();
  private final Map<I, String> statuses = new TreeMap<>();

  /// No change yet.
  ///
  /// @param what names a row: `entry`
  Expected(String what) {
    this.what = what;
  }

  /// The change of one row so far.
  Row of(I id, long value) {
    return rows.computeIfAbsent(id, _ -> new Row().set("id", value));
  }

  /// Says in words what is expected of a row, for whoever reads that it was not so.
  void expect(I id, String state) {
    expectations.computeIfAbsent(id, _ -> new ArrayList<>()).add(state);
  }

  /// Moves a row from one status to another; a second move must begin where the first one ended.
  ///
  /// @throws LostRace when it does not
  Row move(I id, long value, String from, String to) {
    Row row = of(id, value);
    String before = statuses.put(id, to);
    if (before == null) {
      row.set("old", from);
      expect(id, from);
    } else if (!before.equals(from)) {
      throw new LostRace(what + " " + id, from);
    }
    return row.set("new", to);
  }

  /// Makes the changes.
  ///
  /// @param sql takes `:rows`; counts the rows that were as expected
  /// @throws LostRace when one was not
  void apply(Handle handle, String sql, Map<String, ?> arguments) {
    if (rows.isEmpty()) {
      return;
    }
    try (Update update = handle.createUpdate(sql)) {
      int found = update.bind("rows", JsonRows.of(rows.values())).bindMap(arguments).execute();
      if (found != rows.size()) {
        throw lost(found);
      }
    }
  }

  private LostRace lost(int found) {
    if (rows.size() > 1) {
      return new LostRace(
          "%d rows".formatted(rows.size()), "%s as planned, but %d".formatted(what, found));
    }
    I only = rows.keySet().iterator().next();
    return new LostRace(
        what + " " + only, String.join(" and ", expectations.getOrDefault(only, List.of("there"))));
  }
}
