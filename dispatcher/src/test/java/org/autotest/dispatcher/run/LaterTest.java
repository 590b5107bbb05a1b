package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaterTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");

  private final Later later = new Later();
  private final List<String> done = new ArrayList<>();

  @Test
  void things_are_done_when_they_are_due_in_the_order_of_their_times() {
    later.at(NOON.plusSeconds(2), () -> done.add("second"));
    later.at(NOON.plusSeconds(1), () -> done.add("first"));

    later.run(NOON);
    assertThat(done).isEmpty();
    later.run(NOON.plusSeconds(2));
    assertThat(done).containsExactly("first", "second");
  }

  @Test
  void a_clock_that_is_set_back_makes_nothing_wait_longer() {
    later.run(NOON);
    later.at(NOON.plusSeconds(10), () -> done.add("retry"));

    assertThat(later.run(NOON.minusSeconds(3_600))).isEqualTo(Duration.ofHours(1));
    later.run(NOON.minusSeconds(3_600 - 9));
    assertThat(done).isEmpty();
    later.run(NOON.minusSeconds(3_600 - 10));

    assertThat(done).containsExactly("retry");
  }
}
