package org.autotest.store.tko;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.autotest.core.tko.Iteration;
import org.autotest.core.tko.TestRow;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Writes what hangs on tests: their attributes, and the attributes and results of their
/// iterations. Only tests whose details changed are touched; attributes that people set are never.
final class DetailRows {
  private static final int NAME_CHARS_MAX = 90;
  private static final int VALUE_CHARS_MAX = 1_024;
  private static final int ITERATION_VALUE_CHARS_MAX = 300;

  private static final String ATTRIBUTES =
      """
      SELECT a.test_idx, a.attribute, a.value FROM tko_test_attributes a
      JOIN tko_tests t ON t.test_idx = a.test_idx
      WHERE t.job_idx = ? AND a.user_created = 0
      """;

  private static final String ITERATION_ATTRIBUTES =
      """
      SELECT a.test_idx, a.iteration, a.attribute, a.value FROM tko_iteration_attributes a
      JOIN tko_tests t ON t.test_idx = a.test_idx
      WHERE t.job_idx = ?
      """;

  private static final String ITERATION_RESULTS =
      """
      SELECT r.test_idx, r.iteration, r.attribute, r.value FROM tko_iteration_result r
      JOIN tko_tests t ON t.test_idx = r.test_idx
      WHERE t.job_idx = ?
      """;

  private static final String DELETE_ATTRIBUTES =
      """
      DELETE FROM tko_test_attributes WHERE test_idx = ? AND user_created = 0
      """;

  private static final String DELETE_ITERATION_ATTRIBUTES =
      """
      DELETE FROM tko_iteration_attributes WHERE test_idx = ?
      """;

  private static final String DELETE_ITERATION_RESULTS =
      """
      DELETE FROM tko_iteration_result WHERE test_idx = ?
      """;

  private static final String INSERT_ATTRIBUTE =
      """
      INSERT INTO tko_test_attributes (test_idx, attribute, value, user_created)
      VALUES (?, ?, ?, 0)
      """;

  private static final String INSERT_ITERATION_ATTRIBUTE =
      """
      INSERT INTO tko_iteration_attributes (test_idx, iteration, attribute, value)
      VALUES (?, ?, ?, ?)
      """;

  private static final String INSERT_ITERATION_RESULT =
      """
      INSERT INTO tko_iteration_result (test_idx, iteration, attribute, value)
      VALUES (?, ?, ?, ?)
      """;

  private final Handle handle;
  private final long job;
  private final Cut cut;

  private record Place(int iteration, String name) {}

  private record Attribute(long test, String name, String value) {}

  private record Text(long test, Place place, String value) {}

  private record Number(long test, Place place, @Nullable Double value) {}

  DetailRows(Handle handle, long job, Cut cut) {
    this.handle = handle;
    this.job = job;
    this.cut = cut;
  }

  /// Makes the details of the job's tests equal to those of `rows`.
  ///
  /// @param ids numbers of the rows, in the same order
  /// @param isNew whether the job has no details yet
  void write(List<TestRow> rows, List<Long> ids, boolean isNew) {
    attributes(rows, ids, isNew);
    iterationAttributes(rows, ids, isNew);
    iterationResults(rows, ids, isNew);
  }

  private void attributes(List<TestRow> rows, List<Long> ids, boolean isNew) {
    Map<Long, Map<String, String>> stored = new HashMap<>();
    if (!isNew) {
      Jdbc.each(
          handle,
          ATTRIBUTES,
          job,
          row ->
              stored
                  .computeIfAbsent(row.getLong(1), id -> new TreeMap<>())
                  .put(row.getString(2), row.getString(3)));
    }
    List<Long> deletes = new ArrayList<>();
    List<Attribute> inserts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      long id = ids.get(i);
      Map<String, String> wanted = new TreeMap<>();
      rows.get(i)
          .attributes()
          .forEach((name, value) -> wanted.put(name("test_attribute", name), value(value)));
      Map<String, String> before = stored.getOrDefault(id, Map.of());
      if (!before.equals(wanted)) {
        addIf(!before.isEmpty(), deletes, id);
        wanted.forEach((name, value) -> inserts.add(new Attribute(id, name, value)));
      }
    }
    Jdbc.batch(handle, DELETE_ATTRIBUTES, deletes, DetailRows::bindId);
    Jdbc.batch(
        handle,
        INSERT_ATTRIBUTE,
        inserts,
        (statement, row) -> {
          statement.setLong(1, row.test());
          statement.setString(2, row.name());
          statement.setString(3, row.value());
        });
  }

  private void iterationAttributes(List<TestRow> rows, List<Long> ids, boolean isNew) {
    Map<Long, Map<Place, String>> stored = new HashMap<>();
    if (!isNew) {
      Jdbc.each(
          handle,
          ITERATION_ATTRIBUTES,
          job,
          row ->
              stored
                  .computeIfAbsent(row.getLong(1), id -> new HashMap<>())
                  .put(new Place(row.getInt(2), row.getString(3)), row.getString(4)));
    }
    List<Long> deletes = new ArrayList<>();
    List<Text> inserts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      long id = ids.get(i);
      Map<Place, String> wanted = texts(rows.get(i));
      Map<Place, String> before = stored.getOrDefault(id, Map.of());
      if (!before.equals(wanted)) {
        addIf(!before.isEmpty(), deletes, id);
        wanted.forEach((place, value) -> inserts.add(new Text(id, place, value)));
      }
    }
    Jdbc.batch(handle, DELETE_ITERATION_ATTRIBUTES, deletes, DetailRows::bindId);
    Jdbc.batch(handle, INSERT_ITERATION_ATTRIBUTE, inserts, DetailRows::bindText);
  }

  private Map<Place, String> texts(TestRow row) {
    Map<Place, String> wanted = new HashMap<>();
    for (Iteration iteration : row.iterations()) {
      iteration
          .attributes()
          .forEach(
              (name, value) ->
                  wanted.put(
                      new Place(iteration.index(), name("iteration_attribute", name)),
                      cut.to("iteration_attribute.value", ITERATION_VALUE_CHARS_MAX, value)));
    }
    return wanted;
  }

  private void iterationResults(List<TestRow> rows, List<Long> ids, boolean isNew) {
    Map<Long, Map<Place, @Nullable Double>> stored = new HashMap<>();
    if (!isNew) {
      Jdbc.each(
          handle,
          ITERATION_RESULTS,
          job,
          row ->
              stored
                  .computeIfAbsent(row.getLong(1), id -> new HashMap<>())
                  .put(new Place(row.getInt(2), row.getString(3)), row.getObject(4, Double.class)));
    }
    List<Long> deletes = new ArrayList<>();
    List<Number> inserts = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      long id = ids.get(i);
      Map<Place, @Nullable Double> wanted = numbers(rows.get(i));
      Map<Place, @Nullable Double> before = stored.getOrDefault(id, Map.of());
      if (!before.equals(wanted)) {
        addIf(!before.isEmpty(), deletes, id);
        wanted.forEach((place, value) -> inserts.add(new Number(id, place, value)));
      }
    }
    Jdbc.batch(handle, DELETE_ITERATION_RESULTS, deletes, DetailRows::bindId);
    Jdbc.batch(handle, INSERT_ITERATION_RESULT, inserts, DetailRows::bindNumber);
  }

  private Map<Place, @Nullable Double> numbers(TestRow row) {
    Map<Place, @Nullable Double> wanted = new HashMap<>();
    for (Iteration iteration : row.iterations()) {
      iteration
          .perf()
          .forEach(
              (name, value) ->
                  wanted.put(
                      new Place(iteration.index(), name("iteration_result", name)),
                      Double.isFinite(value) ? value : null));
    }
    return wanted;
  }

  private static void bindText(PreparedStatement statement, Text row) throws SQLException {
    bindPlace(statement, row.test(), row.place());
    statement.setString(4, row.value());
  }

  private static void bindNumber(PreparedStatement statement, Number row) throws SQLException {
    bindPlace(statement, row.test(), row.place());
    Double value = row.value();
    if (value == null) {
      statement.setNull(4, Types.DOUBLE);
    } else {
      statement.setDouble(4, value);
    }
  }

  private static void bindId(PreparedStatement statement, Long id) throws SQLException {
    statement.setLong(1, id);
  }

  private static void bindPlace(PreparedStatement statement, long test, Place place)
      throws SQLException {
    statement.setLong(1, test);
    statement.setInt(2, place.iteration());
    statement.setString(3, place.name());
  }

  private static void addIf(boolean condition, List<Long> ids, long id) {
    if (condition) {
      ids.add(id);
    }
  }

  private String name(String table, String name) {
    return cut.to(table + ".attribute", NAME_CHARS_MAX, name);
  }

  private String value(String value) {
    return cut.to("test_attribute.value", VALUE_CHARS_MAX, value);
  }
}
