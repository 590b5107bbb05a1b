package org.autotest.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;

/// What went wrong with which items.
final class Failures {
  private final Session session;
  private final Map<String, List<String>> itemsByMessage = new LinkedHashMap<>();

  Failures(Session session) {
    this.session = session;
  }

  void add(String item, AutotestException failure) {
    add(item, message(failure));
  }

  void add(String item, String message) {
    itemsByMessage.computeIfAbsent(message, _ -> new ArrayList<>()).add(item);
  }

  /// Tells the person, equal messages once.
  void tell() {
    itemsByMessage.forEach(
        (message, items) ->
            session.say("atest: %s: %s".formatted(String.join(", ", items), message)));
  }

  /// How the command ends.
  ///
  /// @param anythingDone whether something went well
  ExitStatus status(boolean anythingDone) {
    if (itemsByMessage.isEmpty()) {
      return ExitStatus.DONE;
    }
    return anythingDone ? ExitStatus.PARTLY : ExitStatus.FAILED;
  }

  /// A failure in one line: options by the names they have on a command line, and whose it is, in
  /// the words of the pages. What never left this machine because it was mistyped is plainly the
  /// person's own.
  static String message(AutotestException failure) {
    String text =
        switch (failure) {
          case BadRequest wrong -> options(wrong.problems());
          case ApiRefusal refusal when !refusal.fields().isEmpty() -> options(refusal.fields());
          default -> failure.problem();
        };
    boolean typed = failure.blame() == Blame.SUBMITTER && !(failure instanceof ApiRefusal);
    return Table.clean(typed ? text : text + " (blame: " + failure.blame().inWords() + ")");
  }

  private static String options(Map<String, String> problems) {
    return problems.entrySet().stream()
        .map(each -> option(each.getKey()) + ": " + each.getValue())
        .collect(Collectors.joining("; "));
  }

  private static String option(String argument) {
    return "--" + argument.replace('_', '-');
  }
}
