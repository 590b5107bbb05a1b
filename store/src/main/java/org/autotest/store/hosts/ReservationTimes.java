package org.autotest.store.hosts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.notices.Letters;
import org.jdbi.v3.core.Handle;

/// Begins and ends reservations when their time has come, and tells holders before the end.
public final class ReservationTimes {
  /// How long before the end the holder is told; at most half of the whole.
  private static final Duration WARNING = Duration.ofHours(1);

  private static final int AT_ONCE = 1_000;

  private static final String COLUMNS =
      """
      SELECT kept.id, kept.host_id, host.hostname, user.login, kept.reason, kept.for_labels,
        kept.starts_at, kept.ends_at, kept.state
      FROM afe_reservations kept
      JOIN afe_hosts host ON host.id = kept.host_id
      JOIN afe_users user ON user.id = kept.user_id
      """;

  private static final String ENDED =
      COLUMNS
          + """
          WHERE kept.state IN ('planned', 'active') AND kept.ends_at <= :now
          ORDER BY kept.id LIMIT :limit FOR UPDATE
          """;

  private static final String BEGUN =
      COLUMNS
          + """
          WHERE kept.state = 'planned' AND kept.starts_at <= :now
          ORDER BY kept.id LIMIT :limit FOR UPDATE
          """;

  private static final String ENDING =
      COLUMNS
          + """
          WHERE kept.state = 'active' AND kept.warned = 0 AND kept.ends_at <= :soon
          ORDER BY kept.id LIMIT :limit FOR UPDATE
          """;

  private static final String END =
      """
      UPDATE afe_reservations SET state = 'over', active = NULL WHERE id = :id
      """;

  private static final String BEGIN =
      """
      UPDATE afe_reservations SET state = 'active', active = 1 WHERE id = :id
      """;

  private static final String WARNED =
      """
      UPDATE afe_reservations SET warned = 1 WHERE id = :id
      """;

  private final Database database;

  private record Due(long host, Reservation reservation) {}

  public ReservationTimes(Database database) {
    this.database = database;
  }

  /// Ends those that have run out, begins those whose time has come, tells holders of those that
  /// are about to end.
  ///
  /// @return how many ended or began
  public int turn() {
    return database.transact(
        handle -> {
          Instant now = Database.now(handle);
          List<Due> ended = due(handle, ENDED, "now", now);
          ended.forEach(due -> run(handle, END, due));
          List<Due> begun = due(handle, BEGUN, "now", now);
          begun.forEach(due -> run(handle, BEGIN, due));
          warn(handle, now);
          List<Long> hosts =
              java.util.stream.Stream.concat(ended.stream(), begun.stream())
                  .map(Due::host)
                  .distinct()
                  .toList();
          LabChanges.append(handle, LabChange.Kind.HOST, hosts);
          return ended.size() + begun.size();
        });
  }

  private static void warn(Handle handle, Instant now) {
    for (Due due : due(handle, ENDING, "soon", now.plus(WARNING))) {
      Reservation ending = due.reservation();
      Duration half = Duration.between(ending.startsAt(), ending.endsAt()).dividedBy(2);
      Duration before = half.compareTo(WARNING) < 0 ? half : WARNING;
      if (now.isBefore(ending.endsAt().minus(before))) {
        continue;
      }
      run(handle, WARNED, due);
      Letters.toUser(
          handle,
          ending.holder(),
          new Letters.Letter(
              "reserved:%d:%s".formatted(ending.id(), ending.endsAt()),
              "%s is reserved for you until %s".formatted(ending.hostname(), ending.endsAt()),
              """
              Your reservation of %s ends at %s. After that anybody may have it.

              To keep it longer: atest host reserve %s --hours N
              """
                  .formatted(ending.hostname(), ending.endsAt(), ending.hostname())));
    }
  }

  private static List<Due> due(Handle handle, String sql, String name, Instant time) {
    return handle
        .createQuery(sql)
        .bind(name, time)
        .bind("limit", AT_ONCE)
        .map((row, _) -> new Due(row.getLong("host_id"), Reservation.read(row)))
        .list();
  }

  private static void run(Handle handle, String sql, Due due) {
    handle.createUpdate(sql).bind("id", due.reservation().id()).execute();
  }
}
