package org.autotest.autoserv.lab;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.host.ThisMachine;
import org.autotest.autoserv.results.StatusLogFile;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.host.Protection;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusWord;

/// Switches a machine off and on, and waits until it is back, or does not.
public final class PowerCycle {
  /// The highest protection under which it is allowed.
  public static final Protection STRICTEST = Protection.NO_PROTECTION;

  /// Capacitors and controllers need some time.
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final HostConnection host;
  private final Power power;
  private final Duration up;

  /// Of one machine.
  ///
  /// @param up how long it may take to be back; zero: that is not waited for
  public PowerCycle(HostConnection host, Power power, Duration up) {
    this.host = host;
    this.power = power;
    this.up = up;
  }

  /// Whether a host's protection allows it.
  public static boolean isAllowed(Protection protection) {
    return protection.number() <= STRICTEST.number();
  }

  /// Does it. A machine that does not answer is taken for another than this one. An interrupt
  /// leaves it with power.
  ///
  /// @return what the switch said
  /// @throws LabProblem when the switch does not work, or it is the machine that autoserv runs on
  /// @throws SshFailure when the machine does not come back
  public String run() throws InterruptedException {
    refuseOurselves();
    String said = turn();
    host.disconnect();
    if (!up.isZero()) {
      HostRestart.awaitReturn(host, up);
    }
    return said;
  }

  private String turn() throws InterruptedException {
    try {
      String said = power.off();
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      return said + power.on();
    } catch (InterruptedException stop) {
      // Nobody else would give the machine its power back.
      power.on();
      throw stop;
    }
  }

  private void refuseOurselves() throws InterruptedException {
    try {
      if (ThisMachine.is(host)) {
        throw new LabProblem(
            "switching the power of %s: %s".formatted(host.hostname(), ThisMachine.WORDS));
      }
    } catch (SshFailure away) {
      // We are not away.
    }
  }

  /// Does it within a group `hardreset` of the status log.
  ///
  /// @throws AutotestException as [#run]
  public void record(StatusLogFile status) throws InterruptedException {
    status.record(new StatusWord.Start(), "hardreset", Map.of(), "");
    try {
      String said = run();
      status.record(new StatusWord.End(StatusCode.GOOD), "hardreset", Map.of(), said.strip());
    } catch (LabProblem | SshFailure failed) {
      status.record(new StatusWord.End(StatusCode.FAIL), "hardreset", Map.of(), failed.problem());
      throw failed;
    }
  }
}
