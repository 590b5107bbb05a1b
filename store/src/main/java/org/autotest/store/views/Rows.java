package org.autotest.store.views;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.store.SqlTime;

/// Reads columns that may be null or hold a word.
final class Rows {
  private Rows() {}

  static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column)).filter(text -> !text.isEmpty());
  }

  static OptionalLong number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
  }

  static Optional<JobId> job(ResultSet row, String column) throws SQLException {
    OptionalLong id = number(row, column);
    return id.isPresent() && id.getAsLong() > 0
        ? Optional.of(new JobId(id.getAsLong()))
        : Optional.empty();
  }

  static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return SqlTime.read(row, column);
  }

  /// Empty also for a word of a newer version.
  static Optional<Blame> blame(ResultSet row, String column) throws SQLException {
    Optional<String> word = text(row, column);
    return word.flatMap(
        name -> Arrays.stream(Blame.values()).filter(one -> one.name().equals(name)).findFirst());
  }

  /// Fails with `IllegalStateException` for a word that the dispatcher never writes.
  static EntryStatus entryStatus(ResultSet row, String column) throws SQLException {
    String word = row.getString(column);
    return EntryStatus.ofWord(word)
        .orElseThrow(() -> new IllegalStateException("no entry status is called " + word));
  }

  /// For `LIKE`, with its wild cards taken literally: `%a\_b%`.
  static String containing(String text) {
    return "%" + literally(text) + "%";
  }

  /// For `LIKE`: what begins with the text.
  static String beginning(String text) {
    return literally(text) + "%";
  }

  private static String literally(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }
}
