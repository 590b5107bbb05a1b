package org.autotest.dispatcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.autotest.core.job.TaskId;
import org.junit.jupiter.api.Test;

class StartsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final StartKey KEY = new StartKey.Task(new TaskId(5));

  private final Starts starts = new Starts(new Starts.Limits(10, 10));

  private Duration pauseAfterFailure(Instant at) {
    starts.postponeAgain(KEY, at, FIRST);
    Duration pause = Duration.ZERO;
    while (starts.isPostponed(KEY, at.plus(pause))) {
      pause = pause.plusSeconds(1);
    }
    return pause;
  }

  @Test
  void what_fails_again_and_again_waits_longer_each_time_and_one_that_began_does_not() {
    assertThat(pauseAfterFailure(NOW)).isEqualTo(FIRST);
    assertThat(pauseAfterFailure(NOW)).isEqualTo(FIRST.multipliedBy(2));
    assertThat(pauseAfterFailure(NOW)).isEqualTo(FIRST.multipliedBy(4));
    for (int i = 0; i < 100; i++) {
      starts.postponeAgain(KEY, NOW, FIRST);
    }
    assertThat(pauseAfterFailure(NOW)).isEqualTo(Starts.PAUSE_MAX);

    starts.begun(KEY);
    assertThat(pauseAfterFailure(NOW)).isEqualTo(FIRST);
    assertThat(pauseAfterFailure(NOW.plus(Duration.ofDays(1)))).as("long ago").isEqualTo(FIRST);
  }

  @Test
  void there_is_news_when_something_new_waits_or_is_due_again() {
    starts.takeNews(NOW, NOW);
    assertThat(starts.takeNews(NOW, NOW)).isFalse();

    starts.want(KEY, 1);
    assertThat(starts.takeNews(NOW, NOW)).isTrue();
    starts.want(KEY, 1);
    assertThat(starts.takeNews(NOW, NOW)).as("as before").isFalse();

    starts.postponeAgain(KEY, NOW, FIRST);
    Instant due = NOW.plus(FIRST);
    assertThat(starts.takeNews(NOW, due.minusMillis(1))).isFalse();
    assertThat(starts.takeNews(due.minusMillis(1), due)).isTrue();
    assertThat(starts.takeNews(due, due.plusSeconds(60))).isFalse();
  }
}
