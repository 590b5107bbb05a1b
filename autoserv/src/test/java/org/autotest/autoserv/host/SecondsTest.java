package org.autotest.autoserv.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Limits in messages.
final class SecondsTest {
  @Test
  void a_limit_is_told_as_it_was_given() {
    assertThat(Seconds.of(Duration.ofSeconds(2))).isEqualTo("2");
    assertThat(Seconds.of(Duration.ofMillis(1500))).isEqualTo("1.5");
    assertThat(Seconds.of(Duration.ofMillis(250))).isEqualTo("0.25");
    assertThat(Seconds.of(Duration.ofHours(1))).isEqualTo("3600");
  }
}
