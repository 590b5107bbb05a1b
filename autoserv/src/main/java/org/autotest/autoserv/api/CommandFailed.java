package org.autotest.autoserv.api;

import org.autotest.autoserv.host.CommandResult;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A command on a machine did not exit with 0. Whether that matters is up to the control file, so
/// it is the submitter's failure when nobody catches it.
public final class CommandFailed extends AutotestException {
  private static final long serialVersionUID = 1L;

  private final transient CommandResult result;

  public CommandFailed(String hostname, String command, CommandResult result) {
    super(
        Blame.SUBMITTER,
        "running '%s' on %s: exit status %d: %s"
            .formatted(command, hostname, result.exit(), result.complaint()));
    this.result = result;
  }

  public CommandResult result() {
    return result;
  }
}
