package org.autotest.autoserv.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.LocalCommand;

/// A switch that a program works: `ipmitool … chassis power {action}`, or one of the lab's own.
///
/// @param command the program and its arguments, `{action}` among them
record PowerCommand(String machine, List<String> command) implements Power {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Override
  public String off() throws InterruptedException {
    return run("off");
  }

  @Override
  public String on() throws InterruptedException {
    return run("on");
  }

  private String run(String action) throws InterruptedException {
    List<String> argv = command.stream().map(word -> word.replace("{action}", action)).toList();
    String doing = "switching the power of %s %s".formatted(machine, action);
    CommandResult said;
    try {
      said = LocalCommand.run(argv, Map.of(), LIMIT);
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
