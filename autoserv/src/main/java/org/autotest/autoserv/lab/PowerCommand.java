package org.autotest.autoserv.lab;

import java.util.List;

/// A switch that a program works: `ipmitool … chassis power {action}`, or one of the lab's own.
///
/// @param command the program and its arguments, `{action}` among them
record PowerCommand(String machine, List<String> command) implements Power {
  @Override
  public String off() throws InterruptedException {
    return run("off");
  }

  @Override
  public String on() throws InterruptedException {
    return run("on");
  }

  private String run(String action) throws InterruptedException {
    return new ActionCommand(command)
        .run(action, "switching the power of %s %s".formatted(machine, action));
  }
}
