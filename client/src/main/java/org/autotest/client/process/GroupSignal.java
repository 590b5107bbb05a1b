package org.autotest.client.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Signals to whole process groups, which Java cannot send.
final class GroupSignal {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private GroupSignal() {}

  /// Sends one, and waits until it is sent, for five seconds at most. Without a shell on the
  /// machine nothing is sent.
  ///
  /// @param signal its name without `SIG`
  /// @param groups their numbers
  static void send(String signal, Set<Long> groups) throws InterruptedException {
    if (groups.isEmpty()) {
      return;
    }
    String script = "for g; do kill -s %s -- \"-$g\"; done".formatted(signal);
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    groups.forEach(group -> command.add(group.toString()));
    try {
      Process killing =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      killing.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException noShell) {
      // Then they are only ended one by one.
    }
  }
}
