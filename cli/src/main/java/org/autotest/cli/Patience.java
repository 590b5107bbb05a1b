package org.autotest.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.operation.Operations;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Asks for a job again and again, and bears that the server is away for a while: a wait of hours
/// must not end because somebody restarts the server.
final class Patience {
  /// How long the server may be away.
  static final Duration AWAY_MAX = Duration.ofMinutes(10);

  private final Session session;
  private boolean everSeen;
  private @Nullable Instant awaySince;

  Patience(Session session) {
    this.session = session;
  }

  /// Asks once. Tells the person when the server goes away and when it is back.
  ///
  /// @return empty while the server is away
  /// @throws CliFailure when it has been away for [#AWAY_MAX], or was never there
  /// @throws ApiRefusal when the server answers, and refuses
  Optional<JsonNode> ask(long job) {
    JsonNode answer;
    try {
      answer = session.api().call(Operations.JOB_SHOW, Map.of("id", job));
    } catch (CliFailure | ApiRefusal failure) {
      if (failure.blame() != Blame.LAB || !everSeen) {
        throw failure;
      }
      bear(failure);
      return Optional.empty();
    }
    everSeen = true;
    if (awaySince != null) {
      session.say("atest: the server is back");
      awaySince = null;
    }
    return Optional.of(answer);
  }

  private void bear(AutotestException failure) {
    Instant now = session.around().clock().instant();
    Instant since = awaySince;
    if (since == null) {
      awaySince = now;
      session.say(
          "atest: %s. The job goes on; trying again for %d minutes"
              .formatted(Failures.message(failure), AWAY_MAX.toMinutes()));
    } else if (!now.isBefore(since.plus(AWAY_MAX))) {
      throw failure;
    }
  }
}
