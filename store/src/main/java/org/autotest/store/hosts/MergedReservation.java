package org.autotest.store.hosts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a wish to have a host becomes beside what its holder has of that host already. Nothing that
/// was planned gets lost: what overlaps becomes one.
///
/// @param kept the one that is changed; empty: there is none, and a new one is made
/// @param taken others, which become part of it
record MergedReservation(
    Optional<Reservation> kept, List<Reservation> taken, Instant start, Instant end) {
  MergedReservation {
    taken = List.copyOf(taken);
  }

  /// Decides. One that has begun when the wish begins ends as is wished now, be it earlier or
  /// later; those that would begin later never end earlier than they did.
  ///
  /// @param own those of the holder that overlap with the wish, the earliest first
  static MergedReservation of(List<Reservation> own, Instant start, Instant end) {
    if (own.isEmpty()) {
      return new MergedReservation(Optional.empty(), List.of(), start, end);
    }
    Reservation first = own.getFirst();
    boolean begun = !first.startsAt().isAfter(start);
    Instant last = end;
    for (Reservation later : begun ? own.subList(1, own.size()) : own) {
      last = later.endsAt().isAfter(last) ? later.endsAt() : last;
    }
    return new MergedReservation(
        Optional.of(first), own.subList(1, own.size()), begun ? first.startsAt() : start, last);
  }

  /// Where it stands at a time.
  Reservation.State state(Instant now) {
    return start.isAfter(now) ? Reservation.State.PLANNED : Reservation.State.ACTIVE;
  }
}
