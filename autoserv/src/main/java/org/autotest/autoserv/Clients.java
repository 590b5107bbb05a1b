package org.autotest.autoserv;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.autotest.autoserv.command.Options;
import org.autotest.autoserv.control.ClientControl;
import org.autotest.autoserv.install.ClientInstaller;
import org.autotest.autoserv.install.Installation;
import org.autotest.autoserv.job.ClientLimits;
import org.autotest.autoserv.job.ClientOrder;
import org.autotest.autoserv.job.ClientRun;
import org.autotest.autoserv.results.RunLog;
import org.autotest.autoserv.results.StatusLogFile;

/// The clients that a server job runs on its machines: on each machine one at a time.
final class Clients {
  private final Options.Identity identity;
  private final ClientLimits standard;
  private final Function<RunLog, ClientInstaller> installers;

  /// By the name of the machine.
  private final Map<String, ReentrantLock> turns = new ConcurrentHashMap<>();

  /// None runs yet.
  ///
  /// @param installers makes one that tells a log
  Clients(
      Options.Identity identity,
      ClientLimits standard,
      Function<RunLog, ClientInstaller> installers) {
    this.identity = identity;
    this.standard = standard;
    this.installers = installers;
  }

  /// The client on a machine. Whoever waits for its turn can be interrupted.
  ClientControl on(Machine machine, Aside aside) {
    return new ClientControl() {
      @Override
      public void install() throws InterruptedException {
        program();
      }

      @Override
      public String program() throws InterruptedException {
        ReentrantLock turn = turn(machine);
        try {
          return installed(machine).client() + "/bin/autotest-local";
        } finally {
          turn.unlock();
        }
      }

      @Override
      public void run(String control, String state, Optional<Duration> disconnect)
          throws InterruptedException {
        ClientLimits limits = standard.disconnectedFor(disconnect.orElse(standard.disconnect()));
        ReentrantLock turn = turn(machine);
        try {
          runWithin(machine, aside, order(control).beginningWith(state), limits);
        } finally {
          turn.unlock();
        }
      }
    };
  }

  /// Waits for it; whoever has it gives it back.
  private ReentrantLock turn(Machine machine) throws InterruptedException {
    ReentrantLock turn = turns.computeIfAbsent(machine.host().hostname(), _ -> new ReentrantLock());
    turn.lockInterruptibly();
    return turn;
  }

  private Installation installed(Machine machine) throws InterruptedException {
    return installers.apply(machine.results().log()).install(machine.host());
  }

  private ClientOrder order(String control) {
    return ClientOrder.of(control, List.of(), identity.tag(), identity.user());
  }

  private void runWithin(Machine machine, Aside aside, ClientOrder order, ClientLimits limits)
      throws InterruptedException {
    Installation installation = installed(machine);
    StatusLogFile status = machine.results().status();
    status.openClient();
    try {
      run(machine, installation, order, aside, limits);
    } finally {
      status.closeClient();
    }
  }

  /// Runs one to its end.
  static void run(
      Machine machine,
      Installation installation,
      ClientOrder order,
      Aside aside,
      ClientLimits limits)
      throws InterruptedException {
    new ClientRun(machine.host(), installation, machine.results(), order, limits, aside.revival())
        .run();
  }
}
