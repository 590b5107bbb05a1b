package org.autotest.store.hosts;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.BadRequest.Kind;
import org.autotest.store.Database;
import org.autotest.store.LabChange;
import org.autotest.store.LabChanges;
import org.autotest.store.access.Caller;
import org.autotest.store.access.EventLog;
import org.autotest.store.access.HostRights;
import org.autotest.store.access.Problems;
import org.autotest.store.hosts.Reservation.State;
import org.autotest.store.notices.Letters;
import org.jdbi.v3.core.Handle;

/// Hosts that people have for themselves for a while. What runs on a host goes on when it is
/// reserved; only new entries of others are kept from it.
public final class ReservationStore {
  /// Longest reservation.
  public static final Duration LENGTH_MAX = Duration.ofDays(90);

  /// How far ahead one may begin.
  public static final Duration AHEAD_MAX = Duration.ofDays(366);

  /// How long one lasts of which nothing else is said.
  public static final Duration STANDARD = Duration.ofHours(24);

  private static final int REASON_CHARS_MAX = 500;

  private static final String COLUMNS =
      """
      SELECT kept.id, host.hostname, user.login, kept.reason, kept.for_labels, kept.starts_at,
        kept.ends_at, kept.state
      FROM afe_reservations kept
      JOIN afe_hosts host ON host.id = kept.host_id
      JOIN afe_users user ON user.id = kept.user_id
      """;

  private static final String OPEN_OF_HOST =
      COLUMNS
          + """
          WHERE kept.host_id = :host AND kept.state IN ('planned', 'active')
          ORDER BY kept.starts_at
          """;

  private static final String ONE =
      COLUMNS
          + """
          WHERE kept.id = :id
          """;

  private static final String LIST =
      COLUMNS
          + """
          WHERE kept.state IN ('planned', 'active') AND kept.id > :after
            AND (:user IS NULL OR user.login = :user)
            AND (:host IS NULL OR host.hostname = :host)
          ORDER BY kept.id
          LIMIT :limit
          """;

  private static final String INSERT =
      """
      INSERT INTO afe_reservations
        (host_id, user_id, reason, for_labels, starts_at, ends_at, state, active, created_at)
      VALUES (:host, :user, :reason, :labels, :start, :end, :state, :active, :now)
      """;

  private static final String CHANGE =
      """
      UPDATE afe_reservations
      SET starts_at = :start, ends_at = :end, state = :state, active = :active, reason = :reason,
        for_labels = :labels, warned = 0, job_id = NULL
      WHERE id = :id
      """;

  private static final String END =
      """
      UPDATE afe_reservations
      SET state = 'over', active = NULL, ends_at = LEAST(ends_at, :now)
      WHERE id = :id
      """;

  private static final String END_RUN_OUT =
      """
      UPDATE afe_reservations
      SET state = 'over', active = NULL
      WHERE host_id = :host AND state IN ('planned', 'active') AND ends_at <= :now
      """;

  private final Database database;

  /// What somebody asks for.
  ///
  /// @param holder login of whom it is for; empty: the caller. Only admins reserve for others
  /// @param start when it begins; empty: now
  /// @param length empty: the end stays where the holder has it already, else [#STANDARD]
  /// @param reason for people; empty text: as it was
  /// @param forLabels whether jobs of the holder for any host of a label may take it too; empty: as
  ///   it was, else not
  public record Wish(
      Optional<String> holder,
      Optional<Instant> start,
      Optional<Duration> length,
      String reason,
      Optional<Boolean> forLabels) {
    /// One that says everything.
    public Wish(
        Optional<String> holder,
        Optional<Instant> start,
        Duration length,
        String reason,
        boolean forLabels) {
      this(holder, start, Optional.of(length), reason, Optional.of(forLabels));
    }
  }

  public ReservationStore(Database database) {
    this.database = database;
  }

  /// Reserves a host. Who has it already changes what the wish says of the end, the reason and the
  /// use of labels instead; what the holder has planned to have in that time becomes part of it.
  ///
  /// @param login of the caller, who must share an ACL group with the host or be root
  /// @throws BadRequest when there is no such host, somebody else has it in that time, or the
  ///   caller or the holder may not
  public Reservation reserve(String login, String hostname, Wish wish) {
    return database.transact(
        handle -> {
          Caller caller = Caller.require(handle, login);
          HostRow host = HostRow.lock(handle, List.of(hostname), "hostname").getFirst();
          HostRights.require(handle, caller, List.of(host.id()), "hostname");
          Caller holder = holder(handle, caller, wish);
          HostRights.require(handle, holder, List.of(host.id()), "user");
          Instant now = Database.now(handle);
          Instant start = wish.start().filter(now::isBefore).orElse(now);
          check(wish, start, now);
          endRunOut(handle, host, now);
          List<Reservation> open = open(handle, host);
          Instant end = end(wish, holder, start, open);
          List<Reservation> inTheWay =
              open.stream()
                  .filter(one -> one.startsAt().isBefore(end) && start.isBefore(one.endsAt()))
                  .toList();
          refuseOthers(inTheWay, holder);
          MergedReservation merged = MergedReservation.of(inTheWay, start, end);
          checkLength(merged);
          merged.taken().forEach(one -> end(handle, one, now));
          long id =
              merged.kept().isPresent()
                  ? change(handle, merged.kept().get(), wish, merged, now)
                  : insert(handle, host, holder, wish, merged, now);
          note(handle, host, "reserved for " + holder.login(), caller);
          return find(handle, id);
        });
  }

  private static Instant end(Wish wish, Caller holder, Instant start, List<Reservation> open) {
    Optional<Instant> before =
        open.stream()
            .filter(one -> one.holder().equals(holder.login()))
            .filter(one -> !one.startsAt().isAfter(start) && start.isBefore(one.endsAt()))
            .map(Reservation::endsAt)
            .findFirst();
    return wish.length()
        .map(start::plus)
        .orElseGet(() -> before.orElseGet(() -> start.plus(STANDARD)));
  }

  private static Caller holder(Handle handle, Caller caller, Wish wish) {
    Optional<String> other = wish.holder().filter(name -> !name.equalsIgnoreCase(caller.login()));
    if (other.isEmpty()) {
      return caller;
    }
    caller.requireAdmin("user", "reserving a host for somebody else");
    return Caller.find(handle, other.get())
        .orElseThrow(
            () -> BadRequest.of(Kind.NOT_FOUND, "user", "no user '%s'".formatted(other.get())));
  }

  private static void check(Wish wish, Instant start, Instant now) {
    Problems problems = new Problems();
    Duration length = wish.length().orElse(STANDARD);
    if (length.compareTo(Duration.ofMinutes(1)) < 0 || length.compareTo(LENGTH_MAX) > 0) {
      problems.add(
          "hours", "must be at most %d hours, and more than none".formatted(LENGTH_MAX.toHours()));
    }
    if (start.isAfter(now.plus(AHEAD_MAX))) {
      problems.add("start", "is more than %d days ahead".formatted(AHEAD_MAX.toDays()));
    }
    if (wish.reason().length() > REASON_CHARS_MAX) {
      problems.add(
          "reason",
          "has %d characters, more than %d".formatted(wish.reason().length(), REASON_CHARS_MAX));
    }
    problems.throwIfAny();
  }

  private static void checkLength(MergedReservation merged) {
    if (Duration.between(merged.start(), merged.end()).compareTo(LENGTH_MAX) > 0) {
      throw BadRequest.invalid(
          "hours",
          "together with what is reserved until %s it is more than %d hours; release that first"
              .formatted(merged.end(), LENGTH_MAX.toHours()));
    }
  }

  private static void refuseOthers(List<Reservation> inTheWay, Caller holder) {
    inTheWay.stream()
        .filter(one -> !one.holder().equals(holder.login()))
        .findFirst()
        .ifPresent(
            other -> {
              throw BadRequest.of(
                  Kind.CONFLICT,
                  "hostname",
                  "%s is reserved for %s from %s to %s%s"
                      .formatted(
                          other.hostname(),
                          other.holder(),
                          other.startsAt(),
                          other.endsAt(),
                          other.reason().isEmpty() ? "" : ": " + other.reason()));
            });
  }

  private static long change(
      Handle handle, Reservation own, Wish wish, MergedReservation merged, Instant now) {
    handle
        .createUpdate(CHANGE)
        .bind("id", own.id())
        .bind("start", merged.start())
        .bind("end", merged.end())
        .bind("state", merged.state(now).word())
        .bind("active", merged.state(now) == State.ACTIVE ? 1 : null)
        .bind("reason", wish.reason().isBlank() ? own.reason() : wish.reason().strip())
        .bind("labels", wish.forLabels().orElse(own.forLabels()))
        .execute();
    return own.id();
  }

  private static long insert(
      Handle handle,
      HostRow host,
      Caller holder,
      Wish wish,
      MergedReservation merged,
      Instant now) {
    return handle
        .createUpdate(INSERT)
        .bind("host", host.id())
        .bind("user", holder.id())
        .bind("reason", wish.reason().isBlank() ? null : wish.reason().strip())
        .bind("labels", wish.forLabels().orElse(false))
        .bind("start", merged.start())
        .bind("end", merged.end())
        .bind("state", merged.state(now).word())
        .bind("active", merged.state(now) == State.ACTIVE ? 1 : null)
        .bind("now", now)
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  /// Gives a host back: ends the caller's reservation that is active, or takes back the next one.
  ///
  /// @param force whosever is active or next; another user's needs an admin, and the holder is told
  /// @throws BadRequest when there is no such host, it is not reserved, or the caller may not
  public void release(String login, String hostname, boolean force) {
    database.transactVoid(
        handle -> {
          Caller caller = Caller.require(handle, login);
          HostRow host = HostRow.lock(handle, List.of(hostname), "hostname").getFirst();
          List<Reservation> open = open(handle, host);
          Optional<Reservation> own =
              open.stream().filter(one -> one.holder().equals(caller.login())).findFirst();
          if (open.isEmpty()) {
            throw BadRequest.of(Kind.CONFLICT, "hostname", host.hostname() + " is not reserved");
          }
          Reservation ended = force ? open.getFirst() : own.orElse(open.getFirst());
          if (!ended.holder().equals(caller.login())) {
            requireForce(caller, ended, force);
            tellHolder(handle, caller, ended);
          }
          end(handle, ended, Database.now(handle));
          note(handle, host, "released, was reserved for " + ended.holder(), caller);
        });
  }

  private static void end(Handle handle, Reservation ended, Instant now) {
    handle.createUpdate(END).bind("id", ended.id()).bind("now", now).execute();
  }

  /// Those whose time is over may still be there for some seconds.
  private static void endRunOut(Handle handle, HostRow host, Instant now) {
    handle.createUpdate(END_RUN_OUT).bind("host", host.id()).bind("now", now).execute();
  }

  private static void requireForce(Caller caller, Reservation other, boolean force) {
    if (!force) {
      throw BadRequest.of(
          Kind.FORBIDDEN,
          "hostname",
          "%s is reserved for %s; an admin may release it by force"
              .formatted(other.hostname(), other.holder()));
    }
    caller.requireAdmin("force", "releasing a host of somebody else");
  }

  private static void tellHolder(Handle handle, Caller caller, Reservation ended) {
    Letters.toUser(
        handle,
        ended.holder(),
        new Letters.Letter(
            "released:" + ended.id(),
            "%s is no longer reserved for you".formatted(ended.hostname()),
            "%s released %s, which was reserved for you until %s.\n"
                .formatted(caller.login(), ended.hostname(), ended.endsAt())));
  }

  private static void note(Handle handle, HostRow host, String what, Caller caller) {
    EventLog.hostNoted(handle, host.id(), host.status(), what, caller.login());
    LabChanges.append(handle, LabChange.Kind.HOST, host.id());
  }

  private static List<Reservation> open(Handle handle, HostRow host) {
    return handle
        .createQuery(OPEN_OF_HOST)
        .bind("host", host.id())
        .map((row, _) -> Reservation.read(row))
        .list();
  }

  private static Reservation find(Handle handle, long id) {
    return handle.createQuery(ONE).bind("id", id).map((row, _) -> Reservation.read(row)).one();
  }

  /// Reservations that are active or will be, oldest request first.
  ///
  /// @param user only this user's
  /// @param host only of this host
  /// @param after only those with larger numbers; empty for the first page
  public List<Reservation> list(
      Optional<String> user, Optional<String> host, OptionalLong after, int limit) {
    return database.read(
        handle ->
            handle
                .createQuery(LIST)
                .bind("after", after.orElse(0))
                .bind("user", user.orElse(null))
                .bind("host", host.orElse(null))
                .bind("limit", limit)
                .map((row, _) -> Reservation.read(row))
                .list());
  }
}
