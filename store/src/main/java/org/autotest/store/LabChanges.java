package org.autotest.store;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Gatherers;
import org.autotest.store.LabChange.Kind;
import org.jdbi.v3.core.Handle;

/// The writing end of the outbox `afe_lab_changes`. Every transaction that changes a job, an entry,
/// a host, a special task, a label or a group appends what it changed, so that the change and the
/// news of it are committed together or not at all.
public final class LabChanges {
  private static final String APPEND =
      "INSERT INTO afe_lab_changes (kind, subject_id, changed_at) VALUES ";

  /// Most rows of one statement.
  private static final int ROWS_MAX = 1_000;

  private static final String FORGET =
      """
      DELETE FROM afe_lab_changes
      WHERE changed_at < :before
      LIMIT :limit
      """;

  private LabChanges() {}

  /// Appends one change; listeners of this process are told after the commit.
  public static void append(Handle handle, Kind kind, long subject) {
    append(handle, kind, List.of(subject));
  }

  /// Appends several of one kind.
  public static void append(Handle handle, Kind kind, Collection<Long> subjects) {
    append(handle, Map.of(kind, subjects));
  }

  /// Appends several, up to a thousand by one statement.
  public static void append(Handle handle, Map<Kind, ? extends Collection<Long>> subjects) {
    List<Row> rows =
        subjects.entrySet().stream()
            .flatMap(of -> of.getValue().stream().map(id -> new Row(of.getKey(), id)))
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    TransactionContext context = handle.getConfig(TransactionContext.class);
    rows.stream()
        .gather(Gatherers.windowFixed(ROWS_MAX))
        .forEach(some -> insert(handle, some, SqlTime.toSql(context.now())));
    context.markChanged();
  }

  private record Row(Kind kind, long subject) {}

  /// The rows stand in the statement, so that the server gives out just as many ids. To rows that
  /// it has to find first it gives more than it needs, and readers would wait for those.
  private static void insert(Handle handle, List<Row> rows, LocalDateTime now) {
    String sql = APPEND + ",(?,?,?)".repeat(rows.size()).substring(1);
    try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
      int at = 0;
      for (Row row : rows) {
        statement.setString(++at, row.kind().word());
        statement.setLong(++at, row.subject());
        statement.setObject(++at, now);
      }
      statement.executeUpdate();
    } catch (SQLException failure) {
      throw new JdbcFailed(failure);
    }
  }

  /// Deletes changes that every reader has long seen.
  ///
  /// @param before readers reload everything when they were away for longer; an hour is plenty
  /// @param limit most rows deleted at once, so that the transaction stays short
  /// @return how many were deleted; call again while it equals the limit
  public static int forget(Handle handle, Instant before, int limit) {
    return handle.createUpdate(FORGET).bind("before", before).bind("limit", limit).execute();
  }
}
