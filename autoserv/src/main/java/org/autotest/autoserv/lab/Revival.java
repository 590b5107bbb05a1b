package org.autotest.autoserv.lab;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.job.Lifeline;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.statuslog.StatusCode;

/// Power-cycles a machine whose kernel has died during a job, once, so that what it left can be
/// collected. One whose kernel has not said that it stops may live, and gets a minute to answer. It
/// waits until the console is silent: a kernel may dump its memory, or reboot, before.
public final class Revival implements Lifeline {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration SILENCE_LIMIT = Duration.ofMinutes(15);
  private static final String OPERATION = "hardreset";

  private final HostConnection host;
  private final Console console;
  private final Optional<Power> power;
  private final MachineResults results;
  private final Duration up;
  private boolean tried;

  /// Of one machine.
  ///
  /// @param power empty when the lab does not say how it is switched
  /// @param up how long it may take to be back
  public Revival(
      HostConnection host,
      Console console,
      Optional<Power> power,
      MachineResults results,
      Duration up) {
    this.host = host;
    this.console = console;
    this.power = power;
    this.results = results;
    this.up = up;
  }

  @Override
  public boolean isDead() {
    return !tried && console.hasPanicked();
  }

  @Override
  public void revive() throws InterruptedException {
    if (tried || console.lastWords().isEmpty()) {
      return;
    }
    if (power.isEmpty()) {
      tried = true;
      return;
    }
    if (!console.hasPanicked() && answers()) {
      return;
    }
    tried = true;
    console.awaitSilence(SILENCE, SILENCE_LIMIT);
    results.log().log(
        Level.INFO, "the kernel of {0} has died: switching it off and on", host.hostname());
    try {
      String said = new PowerCycle(host, power.get(), up).run();
      results.status().result(StatusCode.GOOD, OPERATION, said.strip());
    } catch (LabProblem | SshFailure failed) {
      results.status().result(StatusCode.WARN, OPERATION, failed.problem());
    }
  }

  private boolean answers() throws InterruptedException {
    try {
      HostRestart.awaitReturn(host, PATIENCE);
      return true;
    } catch (SshFailure away) {
      return false;
    }
  }
}
