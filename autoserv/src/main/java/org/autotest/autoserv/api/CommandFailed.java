package org.autotest.autoserv.api;

import org.autotest.autoserv.host.CommandResult;

/// A command on a machine did not exit with 0.
public final class CommandFailed extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient CommandResult result;

  public CommandFailed(String hostname, String command, CommandResult result) {
    super(
        "running '%s' on %s: exit status %d: %s"
            .formatted(command, hostname, result.exit(), result.complaint()));
    this.result = result;
  }

  public CommandResult result() {
    return result;
  }
}
