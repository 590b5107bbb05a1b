package org.autotest.web;

import java.time.Instant;
import java.util.Optional;
import org.autotest.store.Database;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/// Writes rows by bare statements.
final class SeedRows {
  private final Database database;

  SeedRows(Database database) {
    this.database = database;
  }

  /// Runs a statement; an empty [Optional] stands for null.
  void update(String sql, Object... values) {
    database.transactVoid(handle -> bound(handle.createUpdate(sql), values).execute());
  }

  /// Runs an insert, and returns the number that the row was given.
  long insert(String sql, Object... values) {
    return database.transact(
        handle ->
            bound(handle.createUpdate(sql), values)
                .executeAndReturnGeneratedKeys()
                .mapTo(Long.class)
                .one());
  }

  private static Update bound(Update update, Object... values) {
    for (int i = 0; i < values.length; i++) {
      update.bind(i, plain(values[i]));
    }
    return update;
  }

  private static @Nullable Object plain(Object value) {
    return value instanceof Optional<?> optional ? optional.orElse(null) : value;
  }

  /// A host that was given up.
  void gaveUp(long host, Instant when) {
    update(
        "INSERT INTO afe_event_log (happened_at, kind, subject_id, host_id, old_status, new_status,"
            + " reason, blame) VALUES (?, 'host', ?, ?, 'Repairing', 'Repair Failed',"
            + " 'connecting to epsilon.lab: no answer in 60 s', 'HOST')",
        when,
        host,
        host);
  }
}
