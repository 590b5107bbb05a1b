package org.autotest.autoserv;

import java.nio.file.Path;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The results directory belongs to another execution, or was expected to and does not.
final class WrongResultsDirectory extends AutotestException {
  private static final long serialVersionUID = 1L;

  WrongResultsDirectory(Path directory, boolean used) {
    super(
        Blame.SUBMITTER,
        used
            ? "using %s for results: an execution has written there, see --use-existing-results"
                .formatted(directory)
            : "using existing results in %s: no execution has written there".formatted(directory));
  }
}
