package org.autotest.store.tko;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.tko.TestRow;
import org.autotest.store.SqlTime;

/// The columns of a row of `tko_tests` that come from the results, as they are stored: two rows
/// that are equal need no update.
record StoredTest(
    String name,
    String subdir,
    long kernel,
    int status,
    String reason,
    long machine,
    Optional<Instant> started,
    Optional<Instant> finished,
    Optional<String> blame) {

  private static final int NAME_CHARS_MAX = 300;
  private static final int REASON_CHARS_MAX = 3_072;

  /// Columns in the order of [#bind].
  static final String COLUMNS =
      "test, subdir, kernel_idx, status, reason, machine_idx, started_time, finished_time, "
          + "failure_blame";

  /// How many columns [#bind] sets.
  static final int COLUMN_COUNT = 9;

  /// What tells rows of one job apart, together with how many equal ones stand before.
  record Key(String name, String subdir) {}

  static StoredTest of(TestRow row, long kernel, int status, long machine, Cut cut) {
    return new StoredTest(
        cut.to("test.test", NAME_CHARS_MAX, row.name()),
        cut.to("test.subdir", NAME_CHARS_MAX, row.subdir().orElse("")),
        kernel,
        status,
        cut.to("test.reason", REASON_CHARS_MAX, row.reason()),
        machine,
        row.started().map(StoredTest::stored),
        row.finished().map(StoredTest::stored),
        row.blame().map(Blame::name));
  }

  private static Instant stored(Instant time) {
    return time.truncatedTo(ChronoUnit.MILLIS);
  }

  static StoredTest read(ResultSet row) throws SQLException {
    return new StoredTest(
        row.getString("test"),
        row.getString("subdir"),
        row.getLong("kernel_idx"),
        row.getInt("status"),
        row.getString("reason"),
        row.getLong("machine_idx"),
        SqlTime.read(row, "started_time"),
        SqlTime.read(row, "finished_time"),
        Optional.ofNullable(row.getString("failure_blame")));
  }

  Key key() {
    return new Key(name, subdir);
  }

  /// The key that it had while it ran, when it is a group or a reboot.
  Key keyWhileRunning() {
    return new Key(name.startsWith(TestRow.BOOT) ? TestRow.REBOOT : name, "");
  }

  /// Sets the parameters from `first` on.
  void bind(PreparedStatement statement, int first) throws SQLException {
    statement.setString(first, name);
    statement.setString(first + 1, subdir);
    statement.setLong(first + 2, kernel);
    statement.setInt(first + 3, status);
    statement.setString(first + 4, reason);
    statement.setLong(first + 5, machine);
    bindTime(statement, first + 6, started);
    bindTime(statement, first + 7, finished);
    if (blame.isPresent()) {
      statement.setString(first + 8, blame.get());
    } else {
      statement.setNull(first + 8, Types.VARCHAR);
    }
  }

  private static void bindTime(PreparedStatement statement, int index, Optional<Instant> time)
      throws SQLException {
    if (time.isPresent()) {
      statement.setObject(index, SqlTime.toSql(time.get()));
    } else {
      statement.setNull(index, Types.TIMESTAMP);
    }
  }
}
