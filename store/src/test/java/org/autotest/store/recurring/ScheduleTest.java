package org.autotest.store.recurring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.autotest.core.failure.BadRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  private static final String BERLIN = "Europe/Berlin";

  /// Clocks in Berlin leap from 02:00 to 03:00 on 29 March 2026, and from 03:00 to 02:00 on 25
  /// October.
  @ParameterizedTest
  @CsvSource({
    "30 3 * * *, 2026-06-01T00:00:00Z, 2026-06-01T01:30:00Z",
    "30 3 * * *, 2026-12-01T00:00:00Z, 2026-12-01T02:30:00Z",
    "0 8 * * 1-5, 2026-01-02T12:00:00Z, 2026-01-05T07:00:00Z",
    "0 0 1 1 *, 2026-01-02T12:00:00Z, 2026-12-31T23:00:00Z",
    // Half past two is leapt over: due at the leap.
    "30 2 * * *, 2026-03-28T12:00:00Z, 2026-03-29T01:00:00Z",
    "30 2 * * *, 2026-03-29T01:00:00Z, 2026-03-30T00:30:00Z",
    // Half past two comes twice: due the first time only.
    "30 2 * * *, 2026-10-24T12:00:00Z, 2026-10-25T00:30:00Z",
    "30 2 * * *, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
    // Every hour is every hour.
    "30 * * * *, 2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z",
    "0 * * * *, 2026-03-29T00:00:00Z, 2026-03-29T01:00:00Z",
    "0 * * * *, 2026-03-29T01:00:00Z, 2026-03-29T02:00:00Z",
  })
  void a_cron_expression_goes_by_the_clock_of_its_zone(String cron, Instant after, Instant due) {
    assertThat(Schedule.ByClock.parse(cron, BERLIN).next(after)).contains(due);
  }

  @Test
  void a_year_of_every_quarter_of_an_hour_has_no_hole_and_no_double_where_clocks_change() {
    Schedule schedule = Schedule.ByClock.parse("*/15 * * * *", BERLIN);
    for (String day : List.of("2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z")) {
      Instant at = Instant.parse(day);
      for (int i = 0; i < 4 * 24; i++) {
        Instant next = schedule.next(at).orElseThrow();
        assertThat(Duration.between(at, next)).as("after %s", at).isEqualTo(Duration.ofMinutes(15));
        at = next;
      }
    }
  }

  @Test
  void once_a_day_is_once_on_each_day_whatever_the_clocks_do() {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      ZoneId zone =
          ZoneId.of(
              List.of(BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
                  .get(random.nextInt(5)));
      String cron = "%d %d * * *".formatted(random.nextInt(60), random.nextInt(24));
      Schedule schedule = Schedule.ByClock.parse(cron, zone.getId());
      List<LocalDateTime> days = new ArrayList<>();
      Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(random.nextInt(86_400));
      for (int i = 0; i < 370; i++) {
        at = schedule.next(at).orElseThrow();
        days.add(LocalDateTime.ofInstant(at, zone).toLocalDate().atStartOfDay());
      }
      assertThat(days).as("seed %d: %s in %s", seed, cron, zone).doesNotHaveDuplicates();
      assertThat(Duration.between(days.getFirst(), days.getLast()).toDays())
          .as("seed %d: %s in %s", seed, cron, zone)
          .isEqualTo(369);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "* * * *",
        "* * * * * *",
        "60 * * * *",
        "* 24 * * *",
        "* * 32 * *",
        "* * * 13 *",
        "*/0 * * * *",
        "5-1-2 * * * *",
        "nightly",
        "@daily; rm",
        "0 0 0 0 0"
      })
  void what_is_no_cron_expression_is_refused_with_an_example(String cron) {
    assertThatThrownBy(() -> Schedule.ByClock.parse(cron, "UTC"))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("30 2 * * 1-5");
  }

  @Test
  void a_zone_that_does_not_exist_is_refused() {
    assertThatThrownBy(() -> Schedule.ByClock.parse("0 0 * * *", "Mars/Olympus"))
        .isInstanceOf(BadRequest.class)
        .hasMessageContaining("'Mars/Olympus' is no time zone");
  }

  @Test
  void a_day_that_never_comes_has_no_next_time() {
    assertThat(Schedule.ByClock.parse("0 0 30 2 *", "UTC").next(Instant.EPOCH)).isEmpty();
  }

  @Test
  void a_period_is_counted_from_its_start_and_skips_what_has_passed() {
    Instant start = Instant.parse("2026-01-01T00:10:00Z");
    Schedule hourly = new Schedule.Every(start, Duration.ofHours(1));

    assertThat(hourly.next(start.minusSeconds(1))).isEqualTo(Optional.of(start));
    assertThat(hourly.next(start)).contains(start.plus(Duration.ofHours(1)));
    assertThat(hourly.next(start.plus(Duration.ofMinutes(2_000))))
        .contains(start.plus(Duration.ofHours(34)));
  }
}
