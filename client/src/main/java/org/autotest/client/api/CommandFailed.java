package org.autotest.client.api;

import org.autotest.core.statuslog.StatusCode;

/// A command that had to succeed did not. Ends the test with ERROR unless it is caught; the reason
/// tells the command, its exit status and the end of its output.
public final class CommandFailed extends TestException {
  private static final long serialVersionUID = 1L;
  private static final int OUTPUT_LINES_MAX = 20;

  private final transient CommandResult result;

  /// Tells what was observed.
  ///
  /// @param observation for example `Command returned non-zero exit status`
  public CommandFailed(CommandResult result, String observation) {
    super(StatusCode.ERROR, "CmdError", reason(result, observation));
    this.result = result;
  }

  /// What the command did.
  public CommandResult result() {
    return result;
  }

  private static String reason(CommandResult result, String observation) {
    return "Command <%s> failed, rc=%d, %s%s%s"
        .formatted(
            result.command(),
            result.exitStatus(),
            observation,
            tail("stdout", result.stdout()),
            tail("stderr", result.stderr()));
  }

  private static String tail(String name, String output) {
    if (output.isBlank()) {
      return "";
    }
    String[] lines = output.stripTrailing().split("\n", -1);
    int from = Math.max(0, lines.length - OUTPUT_LINES_MAX);
    StringBuilder text = new StringBuilder("\n").append(name).append(":");
    for (int i = from; i < lines.length; i++) {
      text.append('\n').append(lines[i]);
    }
    return text.toString();
  }
}
