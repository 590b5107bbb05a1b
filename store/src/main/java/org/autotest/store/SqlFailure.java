package org.autotest.store;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.Set;

/// What an exception of JDBC or JDBI means to us.
public enum SqlFailure {
  /// The transaction lost against another one; done again it may succeed.
  LOST_RACE,
  /// There is no usable connection.
  NO_CONNECTION,
  /// The server is there and does not do it now: its disk is full, it takes no changes while
  /// another one takes over, or somebody ended the statement.
  NOT_NOW,
  /// A row with the same unique key exists.
  DUPLICATE,
  /// Anything else: a bug, or a rule of the schema that was broken.
  OTHER;

  private static final int LOCK_WAIT_TIMEOUT = 1205;
  private static final int DEADLOCK = 1213;
  private static final int RECORD_CHANGED = 1020;
  private static final int DUPLICATE_ENTRY = 1062;

  /// Server going down, too many connections, cluster node not ready, refused account, unknown
  /// database, killed connection.
  private static final Set<Integer> CONNECTION_CODES =
      Set.of(
          1040, 1044, 1045, 1049, 1053, 1079, 1129, 1130, 1152, 1159, 1161, 1203, 1226, 1927, 4151);

  /// Disk full (1021, 1030, 1114), read only (1290, 1792, 1836), statement killed (1317) or over
  /// its time (1969, 3024), not enough memory (1037, 1038, 1041).
  private static final Set<Integer> NOT_NOW_CODES =
      Set.of(1021, 1030, 1037, 1038, 1041, 1114, 1290, 1317, 1792, 1836, 1969, 3024);

  /// Looks at the first SQL exception among the throwable and its causes.
  public static SqlFailure of(Throwable failure) {
    return sqlException(failure).map(SqlFailure::ofSql).orElse(OTHER);
  }

  /// The first SQL exception among the throwable and its causes.
  static Optional<SQLException> sqlException(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof SQLException sql) {
        return Optional.of(sql);
      }
    }
    return Optional.empty();
  }

  private static SqlFailure ofSql(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    int code = failure.getErrorCode();
    if (code == DEADLOCK
        || code == LOCK_WAIT_TIMEOUT
        || code == RECORD_CHANGED
        || state.startsWith("40")) {
      return LOST_RACE;
    }
    if (code == DUPLICATE_ENTRY) {
      return DUPLICATE;
    }
    boolean disconnected =
        failure instanceof SQLTransientConnectionException
            || failure instanceof SQLNonTransientConnectionException
            || state.startsWith("08")
            || CONNECTION_CODES.contains(code);
    if (disconnected) {
      return NO_CONNECTION;
    }
    return NOT_NOW_CODES.contains(code) ? NOT_NOW : OTHER;
  }
}
