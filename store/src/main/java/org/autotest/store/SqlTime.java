package org.autotest.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.autotest.core.job.TimeLimit;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.mapper.ColumnMapper;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/// Instants in the database: UTC, cut to milliseconds, whatever time zones the two programs are in.
public final class SqlTime {
  private SqlTime() {}

  /// As it is written.
  public static LocalDateTime toSql(Instant instant) {
    return LocalDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MILLIS), ZoneOffset.UTC);
  }

  /// Reads a nullable column.
  public static Optional<Instant> read(ResultSet row, String column) throws SQLException {
    @Nullable LocalDateTime time = row.getObject(column, LocalDateTime.class);
    return Optional.ofNullable(time).map(present -> present.toInstant(ZoneOffset.UTC));
  }

  /// Reads a limit of a job: hours, and a nullable column of minutes beside them.
  public static Duration limit(ResultSet row, String hours, String minutes) throws SQLException {
    return TimeLimit.of(
        row.getLong(hours), Optional.ofNullable(row.getObject(minutes, Long.class)));
  }

  /// Lets statements bind an [Instant].
  static final class Binding extends AbstractArgumentFactory<Instant> {
    Binding() {
      super(Types.TIMESTAMP);
    }

    @Override
    protected Argument build(Instant value, ConfigRegistry config) {
      return (position, statement, context) -> statement.setObject(position, toSql(value));
    }
  }

  /// Lets results be mapped to an [Instant].
  static final class Reading implements ColumnMapper<Instant> {
    @Override
    @SuppressWarnings("NullAway") // JDBI takes a null for a null column.
    public Instant map(ResultSet row, int column, StatementContext context) throws SQLException {
      @Nullable LocalDateTime time = row.getObject(column, LocalDateTime.class);
      return time == null ? null : time.toInstant(ZoneOffset.UTC);
    }
  }
}
