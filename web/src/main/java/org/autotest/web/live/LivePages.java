package org.autotest.web.live;

import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.autotest.web.access.Gate;

/// `/live?topic=…`: a stream of server-sent events, `change` for each news, a comment now and then
/// so that a lost connection is noticed.
public final class LivePages {
  private static final Pattern TOPIC =
      Pattern.compile("lab|jobs|hosts|job:[1-9]\\d{0,17}|host:[A-Za-z0-9][A-Za-z0-9._:-]{0,254}");
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final int LISTENERS_MAX = 2_000;

  /// Of one user, who may have as many pages open.
  private static final int OF_ONE_USER_MAX = 50;

  private static final int TOO_MANY_REQUESTS = 429;

  private final LiveFeed feed;
  private final SseHandler streams = new SseHandler(this::stream);
  private final Map<String, Integer> ofUsers = new ConcurrentHashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  public LivePages(LiveFeed feed) {
    this.feed = feed;
  }

  /// Streams until the browser goes away, on the request's own virtual thread. When there are too
  /// many it is refused by its status, which a browser does not try again.
  public void answer(Context http) {
    String topic = http.queryParam("topic");
    if (topic == null || !TOPIC.matcher(topic).matches()) {
      http.status(404);
    } else if (feed.listening() >= LISTENERS_MAX
        || ofUsers.getOrDefault(login(http), 0) >= OF_ONE_USER_MAX) {
      http.status(TOO_MANY_REQUESTS).result("too many pages are live\n");
    } else {
      streams.handle(http);
    }
  }

  private static String login(Context http) {
    return Gate.session(http).map(its -> its.account().login()).orElse("");
  }

  private void stream(SseClient client) {
    String login = login(client.ctx());
    try {
      if (ofUsers.merge(login, 1, Integer::sum) <= OF_ONE_USER_MAX) {
        stream(client, String.valueOf(client.ctx().queryParam("topic")));
      } else {
        client.close();
      }
    } finally {
      ofUsers.computeIfPresent(login, (_, open) -> open == 1 ? null : open - 1);
    }
  }

  private void stream(SseClient client, String topic) {
    client.ctx().header("Cache-Control", "no-store");
    client.ctx().header("X-Accel-Buffering", "no");
    try (LiveFeed.Listener listener = feed.listen(topic)) {
      client.sendComment("listening");
      while (!client.terminated() && !closed.get()) {
        if (listener.await(HEARTBEAT)) {
          client.sendEvent("change", topic);
        } else {
          client.sendComment("alive");
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends all streams at their next wake-up.
  public void close() {
    closed.set(true);
  }
}
