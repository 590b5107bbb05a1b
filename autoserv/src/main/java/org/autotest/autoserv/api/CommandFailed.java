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
    super(Blame.SUBMITTER, "running '%s' on %s: %s".formatted(command, hostname, ending(result)));
    this.result = result;
  }

  /// The exit status, and what the command said of it.
  private static String ending(CommandResult result) {
    String status = "exit status %d".formatted(result.exit());
    return result.complaint().equals(status) ? status : status + ": " + result.complaint();
  }

  public CommandResult result() {
    return result;
  }
}
