package org.autotest.dispatcher.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.autotest.core.failure.Blame;
import org.autotest.core.failure.MalformedInput;
import org.junit.jupiter.api.Test;

class ChoreTest {
  private static final Duration SHORT = Duration.ofMillis(1);

  @Test
  void neither_trouble_nor_a_bug_ends_it() {
    AtomicInteger turns = new AtomicInteger();
    Chore.Turn turn =
        _ -> {
          switch (turns.incrementAndGet()) {
            case 1 -> throw new MalformedInput(Blame.LAB, "reading", 0, "trouble");
            case 2 -> throw new IllegalStateException("a bug");
            default -> {}
          }
          return SHORT;
        };
    try (var _ = new Chore("trying", SHORT, turn)) {
      await().until(() -> turns.get() > 3);
    }
  }

  @Test
  void closing_waits_for_the_turn_that_is_being_taken_and_there_is_no_other() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean toldToEnd = new AtomicBoolean();
    AtomicInteger turns = new AtomicInteger();
    Chore chore =
        new Chore(
            "waiting",
            SHORT,
            isClosed -> {
              turns.incrementAndGet();
              begun.countDown();
              await().until(isClosed::getAsBoolean);
              toldToEnd.set(true);
              return SHORT;
            });
    begun.await();
    chore.close();

    assertThat(toldToEnd).isTrue();
    assertThat(turns).hasValue(1);
  }
}
