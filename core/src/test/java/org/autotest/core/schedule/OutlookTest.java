package org.autotest.core.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.schedule.Outlook.Busy;
import org.autotest.core.schedule.Outlook.Experience;
import org.autotest.core.schedule.Outlook.Line;
import org.junit.jupiter.api.Test;

class OutlookTest {
  private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");
  private static final Optional<Experience> HOUR =
      Optional.of(new Experience(Duration.ofHours(1), 7));
  private static final Optional<Experience> TEN_MINUTES =
      Optional.of(new Experience(Duration.ofMinutes(10), 3));

  private static Busy free() {
    return new Busy(Optional.empty(), Optional.empty(), List.of());
  }

  private static Busy since(int minutes, Optional<Experience> experience) {
    return new Busy(Optional.of(NOW.minus(Duration.ofMinutes(minutes))), experience, List.of());
  }

  private static Instant in(int minutes) {
    return NOW.plus(Duration.ofMinutes(minutes));
  }

  @Test
  void with_a_free_host_and_nobody_ahead_it_starts_now() {
    assertThat(Outlook.estimate(NOW, List.of(free()), new Line(1, List.of(), 0)))
        .isEqualTo(new Outlook(0, Optional.of(NOW), 0));
  }

  @Test
  void behind_what_runs_it_starts_when_that_has_taken_as_long_as_it_usually_does() {
    assertThat(Outlook.estimate(NOW, List.of(since(45, HOUR)), new Line(1, List.of(), 0)))
        .isEqualTo(new Outlook(0, Optional.of(in(15)), 7));
    assertThat(Outlook.estimate(NOW, List.of(since(90, HOUR)), new Line(1, List.of(), 0)).start())
        .as("longer than usual")
        .contains(NOW);
  }

  @Test
  void those_ahead_share_the_hosts() {
    List<Busy> hosts = List.of(since(45, HOUR), since(5, TEN_MINUTES));

    Outlook outlook =
        Outlook.estimate(NOW, hosts, new Line(1, List.of(TEN_MINUTES, HOUR, TEN_MINUTES), 3));

    assertThat(outlook).isEqualTo(new Outlook(3, Optional.of(in(25)), 10));
  }

  @Test
  void those_that_name_a_host_hold_up_that_host_alone() {
    Busy wanted = new Busy(Optional.empty(), Optional.empty(), List.of(HOUR, HOUR));

    assertThat(Outlook.estimate(NOW, List.of(wanted), new Line(1, List.of(), 2)).start())
        .contains(in(120));
    assertThat(Outlook.estimate(NOW, List.of(wanted, free()), new Line(1, List.of(), 2)).start())
        .contains(NOW);
  }

  @Test
  void several_hosts_at_once_are_waited_for_until_the_last_of_them_is_free() {
    List<Busy> hosts = List.of(free(), since(45, HOUR), since(20, HOUR));

    assertThat(Outlook.estimate(NOW, hosts, new Line(2, List.of(), 0)).start()).contains(in(15));
    assertThat(Outlook.estimate(NOW, hosts, new Line(3, List.of(), 0)).start()).contains(in(40));
    assertThat(Outlook.estimate(NOW, hosts, new Line(2, List.of(TEN_MINUTES), 1)).start())
        .as("behind one that takes the free one")
        .contains(in(15));
    assertThat(Outlook.estimate(NOW, hosts, new Line(4, List.of(), 0)).start()).isEmpty();
  }

  @Test
  void what_nobody_has_seen_before_leaves_it_unknown() {
    Optional<Experience> none = Optional.empty();

    assertThat(Outlook.estimate(NOW, List.of(since(1, none)), new Line(1, List.of(), 0)).start())
        .isEmpty();
    assertThat(Outlook.estimate(NOW, List.of(free()), new Line(1, List.of(none), 1)).start())
        .isEmpty();
    assertThat(Outlook.estimate(NOW, List.of(), new Line(1, List.of(), 0)).start()).isEmpty();
    assertThat(
            Outlook.estimate(
                NOW, List.of(since(1, none), since(10, HOUR)), new Line(1, List.of(), 0)))
        .as("another host will be free")
        .isEqualTo(new Outlook(0, Optional.of(in(50)), 7));
    assertThat(Outlook.estimate(NOW, List.of(free()), new Line(1, List.of(HOUR), 9_000)).start())
        .as("more ahead than were looked at")
        .isEmpty();
  }
}
