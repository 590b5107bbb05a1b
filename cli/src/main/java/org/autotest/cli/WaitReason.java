package org.autotest.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.autotest.core.operation.Operations;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Tells, while nothing of a job has begun, why that is so and when it may begin.
final class WaitReason {
  private static final Duration ASKED_EVERY = Duration.ofSeconds(30);

  private final Session session;
  private @Nullable Instant asked;
  private String said = "";

  WaitReason(Session session) {
    this.session = session;
  }

  /// Tells it when it is another reason than before; asks the server every half minute.
  ///
  /// @param job as `job.show` answers
  void tell(JsonNode job) {
    Instant now = session.around().clock().instant();
    Instant before = asked;
    boolean early = before != null && now.isBefore(before.plus(ASKED_EVERY));
    if (early || !job.path("state").asString("").equals("queued")) {
      return;
    }
    asked = now;
    JsonNode waits;
    try {
      waits =
          session
              .api()
              .callForList(Operations.JOB_WHY, Map.of("id", job.path("id").asLong(0)), 1)
              .path("items");
    } catch (CliFailure | ApiRefusal away) {
      // The wait itself tells that, and bears it.
      return;
    }
    if (!waits.isEmpty()) {
      say(waits.get(0), now);
    }
  }

  private void say(JsonNode wait, Instant now) {
    String reason = Words.plain(wait.path("reason"));
    if (!reason.equals(said)) {
      said = reason;
      session.say(
          Table.clean(
              "waiting on %s: %s; may start: %s"
                  .formatted(Views.place(wait), reason, Words.mayStart(wait, now))));
    }
  }
}
