package org.autotest.cli;

import java.util.List;
import java.util.Map;
import org.autotest.core.operation.Operation;

/// What to do next, told beside the data. JSON says itself that there is more.
final class Hints {
  private static final Map<String, String> WHEN_EMPTY =
      Map.of(
          "job.list",
          "No such jobs. Everybody's: atest job list --all. The first of your own: "
              + "atest job create NAME -t sleeptest -m HOST",
          "host.list",
          "No such hosts. Add one: atest host create NAME",
          "recur.list",
          "Nothing recurs. Have a job made every night: atest recur create JOB --cron '0 2 * * *'",
          "host.reservations",
          "Nobody has a host reserved. Reserve one: atest host reserve HOST --hours 8",
          "job.why",
          "Nothing waits: every entry has started or is over.",
          "label.list",
          "No such labels. Platforms too: atest label list --all. Make one: atest label create NAME",
          "test.list",
          "No such tests.");

  private Hints() {}

  /// After a list.
  ///
  /// @param empty whether nothing was found
  /// @param more whether the list goes on
  static void after(Operation operation, boolean empty, boolean more, Session session) {
    if (empty && session.globals().form() == Globals.Form.TABLE) {
      session.say(WHEN_EMPTY.getOrDefault(operation.name(), "None."));
    }
    if (more && session.globals().form() != Globals.Form.JSON) {
      session.say("There are more: give --limit N.");
    }
  }

  /// After the lists of several items.
  ///
  /// @param cut those of which there is more than was shown
  static void after(List<String> cut, Session session) {
    if (!cut.isEmpty() && session.globals().form() != Globals.Form.JSON) {
      session.say("There are more of %s: give --limit N.".formatted(String.join(", ", cut)));
    }
  }
}
