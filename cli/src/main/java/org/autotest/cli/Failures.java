package org.autotest.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;

/// What went wrong with which items.
final class Failures {
  private final Session session;
  private final UnaryOperator<String> shown;
  private final Map<String, List<String>> itemsByMessage = new LinkedHashMap<>();

  /// Begins with none.
  Failures(Verb verb, Session session) {
    this.session = session;
    this.shown = new OptionSet(verb)::shown;
  }

  void add(String item, AutotestException failure) {
    add(item, message(failure, shown));
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

  /// A failure of no verb's in one line, and whose it is, in the words of the pages.
  static String message(AutotestException failure) {
    return message(failure, field -> field.replace('_', ' '));
  }

  /// A failure in one line, and whose it is, in the words of the pages. What never left this
  /// machine because it was mistyped is plainly the person's own.
  ///
  /// @param shown what a person knows a field by
  static String message(AutotestException failure, UnaryOperator<String> shown) {
    String text =
        switch (failure) {
          case BadRequest wrong -> named(wrong.problems(), shown);
          case ApiRefusal refusal when !refusal.fields().isEmpty() ->
              named(refusal.fields(), shown);
          default -> failure.problem();
        };
    boolean typed = failure.blame() == Blame.SUBMITTER && !(failure instanceof ApiRefusal);
    return Table.clean(typed ? text : text + " (blame: " + failure.blame().inWords() + ")");
  }

  private static String named(Map<String, String> problems, UnaryOperator<String> shown) {
    return problems.entrySet().stream()
        .map(each -> shown.apply(each.getKey()) + ": " + each.getValue())
        .collect(Collectors.joining("; "));
  }
}
