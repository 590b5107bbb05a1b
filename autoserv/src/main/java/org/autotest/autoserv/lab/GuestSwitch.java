package org.autotest.autoserv.lab;

import java.util.List;

/// What starts a machine that exists only while it is used, and ends it: `qemu-guest`, or a program
/// of the lab's own.
///
/// @param command the program and its arguments; `{action}` among them stands for `start` or `stop`
public record GuestSwitch(String machine, List<String> command) {
  public GuestSwitch {
    command = List.copyOf(command);
  }

  /// Has it boot, from a disk as new; one that runs already is left alone.
  ///
  /// @throws LabProblem when that does not work
  public void start() throws InterruptedException {
    new ActionCommand(command).run("start", "starting the guest " + machine);
  }

  /// Ends it, and forgets its disk; one that does not run is none.
  ///
  /// @throws LabProblem when that does not work
  public void stop() throws InterruptedException {
    new ActionCommand(command).run("stop", "ending the guest " + machine);
  }
}
