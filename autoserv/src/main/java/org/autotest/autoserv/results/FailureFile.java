package org.autotest.autoserv.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.results.Keyvals;

/// The file `failure` in a results directory: whose failure ended the execution, for the dispatcher
/// and for people. Absent when the execution did its work, whatever became of the tests.
///
/// ```
/// blame=HOST
/// problem=connecting to host7: ssh: connect to host host7 port 22: Connection refused
/// ```
///
/// A line `beforehand=1` follows when the lab's configuration stood in the way before the machine
/// was reached for.
public final class FailureFile {
  /// The file's name in a results directory.
  public static final String NAME = "failure";

  private FailureFile() {}

  /// Replaces the file.
  public static void write(Path results, AutotestException failure) throws IOException {
    Files.writeString(
        results.resolve(NAME),
        Keyvals.line("blame", failure.blame().name())
            + Keyvals.line("problem", failure.problem())
            + (failure.isBeforehand() ? Keyvals.line("beforehand", "1") : ""));
  }
}
