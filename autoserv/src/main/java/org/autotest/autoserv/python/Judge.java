package org.autotest.autoserv.python;

import java.util.Objects;
import java.util.Optional;
import org.autotest.autoserv.control.ControlFailure;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.Values;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Says whose failure it is that a control file, or a part of it, ended by an exception: whose it
/// was when the exception is one that came from here, else the submitter's.
final class Judge {
  private final String name;
  private final Raises raises;

  /// @param name of the control file
  Judge(String name, Raises raises) {
    this.name = name;
    this.raises = raises;
  }

  /// The failure of an exception.
  ///
  /// @param place of three arguments: the exception, its line in the control file (0 for none), and
  ///   its words with those of what it was made of
  AutotestException failure(Asked asked, int place) {
    Raise raised = Raise.ofJson(Values.map(asked.value(place)));
    Optional<AutotestException> origin =
        Values.list(asked.value(place + 2)).stream()
            .map(words -> raises.origin(Objects.toString(words)))
            .flatMap(Optional::stream)
            .findFirst();
    if (origin.isPresent()) {
      return origin.get();
    }
    long line = asked.number(place + 1);
    String where = line > 0 ? "line %d: ".formatted(line) : "";
    return failure(
        Blame.SUBMITTER, "%s%s: %s".formatted(where, raised.type(), raised.message().strip()));
  }

  /// A failure to run the control file.
  ControlFailure failure(Blame blame, String words) {
    return new ControlFailure(blame, "running the control file %s: %s".formatted(name, words));
  }
}
