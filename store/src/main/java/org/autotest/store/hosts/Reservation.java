package org.autotest.store.hosts;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.autotest.store.SqlTime;

/// A host that somebody has for himself for a while (`afe_reservations`).
///
/// @param holder login
/// @param reason for people; may be empty
/// @param forLabels whether jobs of the holder for any host of a label may take it too
public record Reservation(
    long id,
    String hostname,
    String holder,
    String reason,
    boolean forLabels,
    Instant startsAt,
    Instant endsAt,
    State state) {

  /// Where it stands.
  public enum State {
    /// Has not begun.
    PLANNED,
    ACTIVE,
    /// Has run out, or was given back.
    OVER;

    /// The word in the database and in answers.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Empty for another word.
    public static Optional<State> ofWord(String word) {
      return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
    }
  }

  static Reservation read(ResultSet row) throws SQLException {
    String reason = row.getString("reason");
    return new Reservation(
        row.getLong("id"),
        row.getString("hostname"),
        row.getString("login"),
        reason == null ? "" : reason,
        row.getBoolean("for_labels"),
        SqlTime.read(row, "starts_at").orElseThrow(),
        SqlTime.read(row, "ends_at").orElseThrow(),
        State.ofWord(row.getString("state")).orElse(State.OVER));
  }
}
