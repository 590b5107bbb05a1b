package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TroublesTest {
  private final Troubles troubles = new Troubles();

  private Troubles.Answer meet(Throwable trouble, int second) {
    return troubles.meet(trouble, true, Duration.ofSeconds(second).toNanos());
  }

  private static IllegalStateException bug(String text) {
    return new IllegalStateException(text);
  }

  @Test
  void a_bug_is_told_at_once_tried_more_and_more_slowly_and_logged_once_a_minute() {
    List<Long> pauses = new ArrayList<>();
    List<Integer> logged = new ArrayList<>();
    int at = 100;
    for (int i = 0; i < 8; i++) {
      Troubles.Answer answer = meet(bug("number " + i), at);
      assertThat(answer.isTold()).isTrue();
      pauses.add(answer.pause().toSeconds());
      if (answer.isNews()) {
        logged.add(at);
      }
      at += (int) answer.pause().toSeconds();
    }

    assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
    assertThat(logged).containsExactly(100, 161);
  }

  @Test
  void after_a_quiet_minute_a_bug_is_tried_quickly_again() {
    meet(bug("first"), 0);
    assertThat(meet(bug("second"), 1).pause()).isEqualTo(Duration.ofSeconds(2));

    assertThat(meet(bug("third"), 62).pause()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void trouble_that_passes_is_tried_each_second_and_told_when_it_does_not_pass() {
    List<Boolean> told = new ArrayList<>();
    List<Boolean> logged = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Troubles.Answer answer = meet(new PictureStale(), i);
      assertThat(answer.pause()).isEqualTo(Duration.ofSeconds(1));
      told.add(answer.isTold());
      logged.add(answer.isNews());
    }

    assertThat(told).containsExactly(false, false, true, true);
    assertThat(logged).containsExactly(true, false, false, false);
  }

  @Test
  void trouble_of_one_that_waits_for_the_lease_is_no_news_for_pages() {
    for (int i = 0; i < 9; i++) {
      assertThat(troubles.meet(new PictureStale(), false, i).isTold()).isFalse();
    }
  }
}
