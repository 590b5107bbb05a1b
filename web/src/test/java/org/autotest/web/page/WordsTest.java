package org.autotest.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void times_are_told_by_their_distance() {
    assertThat(ago(Duration.ofSeconds(2))).isEqualTo("just now");
    assertThat(ago(Duration.ofSeconds(35))).isEqualTo("35 s ago");
    assertThat(ago(Duration.ofSeconds(185))).isEqualTo("3 min ago");
    assertThat(ago(Duration.ofHours(30))).isEqualTo("30 h ago");
    assertThat(ago(Duration.ofDays(5))).isEqualTo("5 days ago");
    assertThat(ago(Duration.ofDays(45))).isEqualTo("17 Dec 2025");
    assertThat(ago(Duration.ofMinutes(-125))).isEqualTo("in 2 h");
    assertThat(Words.exact(NOW)).isEqualTo("2026-01-31 12:00:00 UTC");
  }

  private static String ago(Duration duration) {
    return Words.relative(NOW.minus(duration), NOW);
  }

  @Test
  void durations_have_two_units_at_most() {
    assertThat(Words.duration(Duration.ofMillis(40))).isEqualTo("0 s");
    assertThat(Words.duration(Duration.ofMillis(440))).isEqualTo("0.4 s");
    assertThat(Words.duration(Duration.ofSeconds(12))).isEqualTo("12 s");
    assertThat(Words.duration(Duration.ofSeconds(83))).isEqualTo("1 m 23 s");
    assertThat(Words.duration(Duration.ofMinutes(125))).isEqualTo("2 h 5 m");
    assertThat(Words.duration(Duration.ofHours(76))).isEqualTo("3 d 4 h");
    assertThat(Words.duration(Duration.ofSeconds(-5))).isEqualTo("0 s");
  }

  @Test
  void sizes_and_counts_are_short() {
    assertThat(Words.size(812)).isEqualTo("812 B");
    assertThat(Words.size(14_541)).isEqualTo("14.2 KiB");
    assertThat(Words.size(3L << 30)).isEqualTo("3.0 GiB");
    assertThat(Words.count(1, "entry")).isEqualTo("1 entry");
    assertThat(Words.count(1_234, "entry")).isEqualTo("1,234 entries");
    assertThat(Words.list(List.of("a", "b", "c"))).isEqualTo("a, b and c");
    assertThat(Words.list(List.of())).isEmpty();
  }

  @Test
  void a_long_name_keeps_its_ends_and_no_character_is_cut() {
    assertThat(Words.middle("kernel-nightly-2026-01-31", 11)).isEqualTo("kerne…01-31");
    assertThat(Words.middle("short", 11)).isEqualTo("short");
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      String text =
          random
              .ints(random.nextInt(60), 0, 4)
              .collect(
                  StringBuilder::new,
                  (out, pick) -> out.append(pick == 0 ? "😀" : pick == 1 ? "é" : "x"),
                  StringBuilder::append)
              .toString();
      String cut = Words.middle(text, 3 + random.nextInt(20));
      assertThat(cut.chars().filter(c -> Character.isHighSurrogate((char) c)).count())
          .isEqualTo(cut.chars().filter(c -> Character.isLowSurrogate((char) c)).count());
    }
  }
}
