package org.autotest.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.autotest.store.LabChange.Kind;
import org.jdbi.v3.core.Handle;

/// The reading end of the outbox, for one reader; not for sharing between threads.
///
/// Ids are given out before transactions commit, so a change with a smaller id may appear after one
/// with a larger. The reader therefore remembers the ids it has not seen and asks for them again,
/// for a minute: longer than any transaction of ours lives. In a cluster each server leaves out the
/// ids of the others, so that most are never seen; those that are missing for longer are asked for
/// only now and then. A change is handed out exactly once.
public final class LabChangeReader {
  /// What one look brought.
  ///
  /// @param changes new ones, oldest first
  /// @param isComplete false when the reader may have missed some, because it was away for longer
  ///   than changes are kept or too many ids were missing: reload everything
  public record News(List<LabChange> changes, boolean isComplete) {
    public News {
      changes = List.copyOf(changes);
    }
  }

  /// Most changes handed out at once; look again when that many came.
  public static final int CHANGES_MAX = 10_000;

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int MISSING_MAX = 100_000;

  /// Most transactions end so soon: until then a missing change is asked for at each look.
  private static final Duration SOON = Duration.ofSeconds(2);

  /// Between two looks for those that are missing for longer.
  private static final Duration NOW_AND_THEN = Duration.ofSeconds(1);

  /// Most changes believed to be in transactions that began before the reader and are not over.
  private static final int IN_FLIGHT_MAX = 200;

  private static final String LAST_ID =
      """
      SELECT COALESCE(MAX(id), 0) FROM afe_lab_changes
      """;

  private static final String NEW =
      """
      SELECT id, kind, subject_id FROM afe_lab_changes
      WHERE id > :last
      ORDER BY id
      LIMIT :limit
      """;

  private static final String LATE =
      """
      SELECT STRAIGHT_JOIN line.id, line.kind, line.subject_id
      FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id BIGINT PATH '$')) wanted
      JOIN afe_lab_changes line ON line.id = wanted.id
      ORDER BY line.id
      """;

  private static final String OLDEST_ID =
      """
      SELECT COALESCE(MIN(id), 0) FROM afe_lab_changes
      """;

  private final Database database;
  private final TreeMap<Long, Instant> missing = new TreeMap<>();
  private Instant lookedForAll = Instant.EPOCH;
  private long last;

  /// Starts at the present end. Load the whole picture after constructing the reader: what is
  /// committed in between is then told twice rather than never. Ids that were given out before and
  /// are not committed yet are waited for.
  public LabChangeReader(Database database) {
    this.database = database;
    this.last = database.read(handle -> handle.createQuery(LAST_ID).mapTo(Long.class).one());
    Instant now = database.now();
    notice(Math.max(1, last - IN_FLIGHT_MAX), last, now);
  }

  /// Everything that was committed since the last look.
  public News read() {
    Instant now = database.now();
    return database.read(
        handle -> {
          List<LabChange> changes = new ArrayList<>(late(handle, now));
          boolean isComplete = takeNew(handle, now, changes);
          missing.values().removeIf(noticed -> noticed.plus(PATIENCE).isBefore(now));
          return new News(changes, isComplete);
        });
  }

  private List<LabChange> late(Handle handle, Instant now) {
    Collection<Long> wanted = lookedFor(now);
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<LabChange> found = new ArrayList<>();
    handle
        .createQuery(LATE)
        .bind("ids", wanted.toString())
        .map((row, context) -> Line.of(row))
        .forEach(line -> add(line, found));
    return found;
  }

  /// Ids to ask for this time.
  private Collection<Long> lookedFor(Instant now) {
    if (Duration.between(lookedForAll, now).abs().compareTo(NOW_AND_THEN) >= 0) {
      lookedForAll = now;
      return missing.keySet();
    }
    Instant since = now.minus(SOON);
    List<Long> young = new ArrayList<>();
    for (Map.Entry<Long, Instant> one : missing.descendingMap().entrySet()) {
      if (one.getValue().isBefore(since)) {
        break;
      }
      young.add(one.getKey());
    }
    return young;
  }

  private boolean takeNew(Handle handle, Instant now, List<LabChange> changes) {
    boolean isComplete = true;
    List<Line> lines =
        handle
            .createQuery(NEW)
            .bind("last", last)
            .bind("limit", CHANGES_MAX)
            .map((row, context) -> Line.of(row))
            .list();
    if (!lines.isEmpty() && last > 0 && lines.getFirst().id() > last + 1) {
      isComplete = last >= handle.createQuery(OLDEST_ID).mapTo(Long.class).one() - 1;
    }
    if (!lines.isEmpty() && last == 0) {
      // The outbox was empty until now, whatever ids were given out before it was emptied.
      last = Math.max(0, lines.getFirst().id() - 1 - IN_FLIGHT_MAX);
    }
    for (Line line : lines) {
      isComplete &= notice(last + 1, line.id(), now);
      add(line, changes);
      last = line.id();
    }
    return isComplete;
  }

  /// Remembers that the ids from `from` up to but not including `to` have not been seen.
  ///
  /// @return false when they were too many
  private boolean notice(long from, long to, Instant now) {
    long first = Math.max(from, to - MISSING_MAX);
    for (long id = first; id < to; id++) {
      missing.put(id, now);
    }
    while (missing.size() > MISSING_MAX) {
      missing.pollFirstEntry();
      first = from + 1;
    }
    return first == from;
  }

  private void add(Line line, List<LabChange> changes) {
    missing.remove(line.id());
    Kind.ofWord(line.kind())
        .ifPresent(kind -> changes.add(new LabChange(line.id(), kind, line.subject())));
  }

  /// A row as it is.
  private record Line(long id, String kind, long subject) {
    static Line of(ResultSet row) throws SQLException {
      return new Line(row.getLong("id"), row.getString("kind"), row.getLong("subject_id"));
    }
  }
}
