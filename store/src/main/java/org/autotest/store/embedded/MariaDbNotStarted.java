package org.autotest.store.embedded;

import java.nio.file.Path;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The embedded MariaDB cannot be started, or not in this directory.
public final class MariaDbNotStarted extends AutotestException {
  private static final long serialVersionUID = 1L;

  MariaDbNotStarted(Path directory, String observation) {
    super(Blame.LAB, message(directory, observation));
  }

  MariaDbNotStarted(Path directory, String observation, Throwable cause) {
    super(Blame.LAB, message(directory, observation), cause);
  }

  private static String message(Path directory, String observation) {
    return "starting MariaDB in %s: %s".formatted(directory, observation);
  }
}
