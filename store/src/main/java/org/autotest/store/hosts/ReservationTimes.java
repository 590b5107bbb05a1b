package org.autotest.store.hosts;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.store.Database;
import org.autotest.store.DatabaseBusy;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.notices.Letters;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/// Begins and ends reservations when their time has come, and tells holders before the end.
public final class ReservationTimes {
  /// How long before the end the holder is told; at most half of the whole.
  private static final Duration WARNING = Duration.ofHours(1);

  private static final int AT_ONCE = 1_000;

  /// Between two times that trouble with one reservation is told.
  private static final Duration TOLD_EVERY = Duration.ofHours(1);

  private static final System.Logger LOG = System.getLogger(ReservationTimes.class.getName());

  private static final String COLUMNS =
      """
      SELECT kept.id, kept.host_id, host.hostname, user.login, kept.reason, kept.for_labels,
        kept.starts_at, kept.ends_at, kept.state
      FROM afe_reservations kept
      JOIN afe_hosts host ON host.id = kept.host_id
      JOIN afe_users user ON user.id = kept.user_id
      """;

  private static final Turn ENDED =
      Turn.of(
          """
          kept.state IN ('planned', 'active') AND kept.ends_at <= :time
          """);

  private static final Turn BEGUN =
      Turn.of(
          """
          kept.state = 'planned' AND kept.starts_at <= :time
          """);

  private static final Turn ENDING =
      Turn.of(
          """
          kept.state = 'active' AND kept.warned = 0 AND kept.ends_at <= :time
          """);

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
  private final Map<Long, Instant> toldAt = new HashMap<>();

  private record Due(long host, Reservation reservation) {}

  /// Reservations to which something is to be done.
  ///
  /// @param due finds their numbers
  /// @param one locks one of them, unless it is none any more
  private record Turn(String due, String one) {
    static Turn of(String condition) {
      return new Turn(
          "SELECT kept.id FROM afe_reservations kept WHERE "
              + condition
              + " ORDER BY kept.id LIMIT :limit",
          COLUMNS + "WHERE kept.id = :id AND " + condition + " FOR UPDATE");
    }
  }

  public ReservationTimes(Database database) {
    this.database = database;
  }

  /// Ends those that have run out, begins those whose time has come, tells holders of those that
  /// are about to end. One with which that cannot be done holds up no other; it is tried again at
  /// the next turn.
  ///
  /// @return how many ended or began
  public int turn() {
    Instant now = database.now();
    int turned =
        each(ENDED, now, ReservationTimes::end) + each(BEGUN, now, ReservationTimes::begin);
    each(ENDING, now.plus(WARNING), ReservationTimes::warn);
    return turned;
  }

  /// What is done with one, in a transaction of its own.
  @FunctionalInterface
  private interface Step {
    void take(Handle handle, Due due);
  }

  private int each(Turn which, Instant time, Step step) {
    List<Long> due =
        database.read(
            handle ->
                handle
                    .createQuery(which.due())
                    .bind("time", time)
                    .bind("limit", AT_ONCE)
                    .mapTo(Long.class)
                    .list());
    return (int) due.stream().filter(id -> one(id, which, time, step)).count();
  }

  /// Whether it was done; somebody may have changed the reservation meanwhile.
  private boolean one(long id, Turn which, Instant time, Step step) {
    try {
      return database.transact(
          handle -> {
            Optional<Due> due =
                handle
                    .createQuery(which.one())
                    .bind("id", id)
                    .bind("time", time)
                    .map((row, _) -> new Due(row.getLong("host_id"), Reservation.read(row)))
                    .findOne();
            due.ifPresent(its -> step.take(handle, its));
            return due.isPresent();
          });
    } catch (JdbiException | DatabaseBusy broken) {
      tell(id, broken);
      return false;
    }
  }

  private void tell(long id, RuntimeException broken) {
    Instant now = database.now();
    toldAt.values().removeIf(at -> !now.isBefore(at.plus(TOLD_EVERY)));
    if (toldAt.putIfAbsent(id, now) == null) {
      LOG.log(Level.ERROR, "turning reservation %d; the others go on".formatted(id), broken);
    }
  }

  private static void end(Handle handle, Due due) {
    run(handle, END, due);
    LabChanges.append(handle, LabChange.Kind.HOST, due.host());
  }

  private static void begin(Handle handle, Due due) {
    run(handle, BEGIN, due);
    LabChanges.append(handle, LabChange.Kind.HOST, due.host());
  }

  private static void warn(Handle handle, Due due) {
    Reservation ending = due.reservation();
    Duration half = Duration.between(ending.startsAt(), ending.endsAt()).dividedBy(2);
    Duration before = half.compareTo(WARNING) < 0 ? half : WARNING;
    if (Database.now(handle).isBefore(ending.endsAt().minus(before))) {
      return;
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

  private static void run(Handle handle, String sql, Due due) {
    handle.createUpdate(sql).bind("id", due.reservation().id()).execute();
  }
}
