package org.autotest.autoserv.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.LocalCommand;

/// A program of the lab that does one of several things to a machine.
///
/// @param argv the program and its arguments, `{action}` among them
record ActionCommand(List<String> argv) {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /// Does one of them.
  ///
  /// @param doing for a failure: attempt and object
  /// @return what it said; may be empty
  /// @throws LabProblem when it cannot be run, does not end in two minutes, or ends with another
  ///   exit status than 0
  String run(String action, String doing) throws InterruptedException {
    List<String> words = argv.stream().map(word -> word.replace("{action}", action)).toList();
    CommandResult said;
    try {
      said = LocalCommand.run(words, Map.of(), LIMIT);
    } catch (IOException noProgram) {
      throw new LabProblem("%s: %s".formatted(doing, noProgram.getMessage()));
    }
    if (!said.isSuccess()) {
      throw new LabProblem(
          "%s: exit status %d: %s".formatted(doing, said.exit(), said.complaint()));
    }
    return said.stdout();
  }
}
