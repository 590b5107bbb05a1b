package org.autotest.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.autotest.store.Database;
import org.autotest.testkit.MariaDbExtension;
import org.autotest.testkit.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(MariaDbExtension.class)
class LiveLimitTest {
  private static final String LIVE = "/live?topic=lab";

  @TempDir Path results;

  @Test
  void one_user_does_not_take_all_live_streams(Database database, SettableClock clock)
      throws Exception {
    new SeededLab(database, results).fill();
    Deque<InputStream> open = new ArrayDeque<>();
    try (RunningWeb web = new RunningWeb(database, clock, results, results)) {
      RunningWeb.Browser alice = web.browser("alice");
      for (int i = 0; i < 50; i++) {
        InputStream stream = alice.stream(LIVE);
        assertThat(stream.read()).as("stream %d", i).isEqualTo(':');
        open.add(stream);
      }

      assertThat(alice.get(LIVE, "Accept", "text/event-stream").statusCode())
          .as("one too many: a browser does not come again")
          .isEqualTo(429);
      try (InputStream others = web.browser("bob").stream(LIVE)) {
        assertThat(others.read()).isEqualTo(':');
      }
    } finally {
      for (InputStream stream : open) {
        stream.close();
      }
    }
  }
}
