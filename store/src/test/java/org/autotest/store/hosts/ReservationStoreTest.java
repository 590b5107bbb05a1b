package org.autotest.store.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.core.failure.BadRequest;
import org.autotest.store.Database;
import org.autotest.store.hosts.Reservation.State;
import org.autotest.store.hosts.ReservationStore.Wish;
import org.autotest.testkit.LabBuilder;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a wish to have a host becomes beside earlier ones.
@ExtendWith(MariaDbExtension.class)
@SuppressWarnings("NullAway.Init") // JUnit calls the method that sets the fields.
class ReservationStoreTest {
  private ReservationStore store;
  private SettableClock clock;
  private Instant start;

  @BeforeEach
  void open(Database database, SettableClock settable, LabBuilder lab) {
    store = new ReservationStore(database);
    clock = settable;
    start = settable.instant();
    lab.user("alice");
    lab.user("keeper", 1);
    lab.host("host1", "x86");
  }

  @Test
  void a_host_that_is_planned_for_later_is_had_from_now_until_the_end_of_the_plan() {
    Reservation planned = reserve("alice", hours(1), hours(8), "planned");

    Reservation now = reserve("alice", Duration.ZERO, hours(2), "now");

    assertThat(planned.state()).isEqualTo(State.PLANNED);
    assertThat(now.state()).isEqualTo(State.ACTIVE);
    assertThat(now.startsAt()).isEqualTo(start);
    assertThat(now.endsAt()).isEqualTo(start.plus(hours(9)));
    assertThat(all()).containsExactly(now);
  }

  @Test
  void one_that_reaches_over_a_plan_takes_it_in_and_ends_as_was_wished() {
    reserve("alice", Duration.ZERO, hours(1), "first");
    reserve("alice", hours(3), hours(1), "planned");

    Reservation longer = reserve("alice", Duration.ZERO, hours(10), "");

    assertThat(longer.endsAt()).isEqualTo(start.plus(hours(10)));
    assertThat(longer.reason()).isEqualTo("first");
    assertThat(all()).containsExactly(longer);
  }

  @Test
  void a_plan_that_is_not_touched_stays() {
    Reservation planned = reserve("alice", hours(5), hours(1), "planned");

    Reservation now = reserve("alice", Duration.ZERO, hours(5), "now");

    assertThat(all()).containsExactlyInAnyOrder(planned, now);
  }

  @Test
  void the_host_may_be_had_again_at_the_moment_when_the_time_is_over() {
    reserve("alice", Duration.ZERO, hours(1), "first");
    clock.advance(hours(1));

    Reservation again = reserve("keeper", Duration.ZERO, hours(1), "next");

    assertThat(all()).containsExactly(again);
  }

  @Test
  void what_becomes_too_long_together_is_refused() {
    reserve("alice", Duration.ofDays(80), Duration.ofDays(80), "planned");

    assertThatThrownBy(() -> reserve("alice", Duration.ZERO, Duration.ofDays(85), "now"))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("together with what is reserved until");
    assertThat(all()).extracting(Reservation::state).containsExactly(State.PLANNED);
  }

  @Test
  void an_admin_who_has_a_plan_ends_by_force_what_is_active() {
    reserve("alice", Duration.ZERO, hours(1), "hers");
    Reservation planned = reserve("keeper", hours(2), hours(1), "planned");

    store.release("keeper", "host1", true);

    assertThat(all()).containsExactly(planned);
  }

  private static Duration hours(int count) {
    return Duration.ofHours(count);
  }

  private Reservation reserve(String login, Duration ahead, Duration length, String reason) {
    Optional<Instant> from =
        ahead.isZero() ? Optional.empty() : Optional.of(clock.instant().plus(ahead));
    return store.reserve(login, "host1", new Wish(Optional.empty(), from, length, reason, false));
  }

  private List<Reservation> all() {
    return store.list(Optional.empty(), Optional.empty(), OptionalLong.empty(), 10);
  }

  @Test
  void what_a_wish_does_not_say_stays_as_it_was() {
    Reservation first =
        store.reserve(
            "alice",
            "host1",
            new Wish(Optional.empty(), Optional.empty(), hours(168), "bisect", true));
    clock.advance(hours(1));
    Wish silent =
        new Wish(Optional.empty(), Optional.empty(), Optional.empty(), "", Optional.empty());

    assertThat(store.reserve("alice", "host1", silent)).isEqualTo(first);
    store.release("alice", "host1", false);
    assertThat(store.reserve("alice", "host1", silent).endsAt())
        .isEqualTo(clock.instant().plus(hours(24)));
  }
}
