package org.autotest.autoserv.lab;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.autotest.autoserv.host.Contact;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.job.Lifeline;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.statuslog.StatusCode;

/// Power-cycles a machine during a job, once, so that what it left can be collected: one whose
/// kernel has died, or that does not come back by itself. A kernel that has not said that it stops
/// may live, and gets a minute to answer. It waits until the console is silent: a kernel may dump
/// its memory, or reboot, before. Nothing is done while somebody takes the machine down on purpose.
public final class Revival implements Lifeline {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration SILENCE = Duration.ofSeconds(20);
  private static final Duration SILENCE_LIMIT = Duration.ofMinutes(15);
  private static final String OPERATION = "hardreset";

  private final Console console;
  private final Optional<Power> power;
  private final MachineResults results;
  private final Duration up;
  private final AtomicBoolean tried = new AtomicBoolean();

  /// Boot ids that the machine has had.
  private final Set<String> met = ConcurrentHashMap.newKeySet();

  /// Of one machine.
  ///
  /// @param power empty when the lab does not say how it is switched, or does not allow it
  /// @param up how long it may take to be back
  public Revival(Console console, Optional<Power> power, MachineResults results, Duration up) {
    this.console = console;
    this.power = power;
    this.results = results;
    this.up = up;
  }

  /// Remembers which machine answered on a line. One that never did is not switched.
  public void met(HostConnection line) {
    line.lastContact().map(Contact::bootId).ifPresent(met::add);
  }

  @Override
  public boolean isDead(HostConnection host) {
    return !tried.get() && console.isHalted(host.lastContact());
  }

  @Override
  public void revive(HostConnection host) throws InterruptedException {
    if (tried.get() || !console.isDead(host.lastContact())) {
      return;
    }
    if (power.isPresent()) {
      if (!console.isHalted(host.lastContact()) && answers(host)) {
        return;
      }
      console.awaitSilence(SILENCE, SILENCE_LIMIT);
      if (!console.isDead(host.lastContact()) || !HostRestart.isSilent(host)) {
        return;
      }
    }
    cycle(host, "its kernel has died: " + console.lastWords().orElse(""));
  }

  @Override
  public boolean reset(HostConnection host) throws InterruptedException {
    return cycle(host, "it does not come back");
  }

  private boolean cycle(HostConnection host, String why) throws InterruptedException {
    if (results.downtime().isNow() || tried.getAndSet(true) || power.isEmpty()) {
      return false;
    }
    met(host);
    console.awaitSilence(SILENCE, SILENCE_LIMIT);
    results.log().log(Level.WARNING, "switching {0} off and on, since {1}", host.hostname(), why);
    try {
      String said = new PowerCycle(host, power.get(), up).runUnasked(met);
      results.status().result(StatusCode.GOOD, OPERATION, said.strip());
      return true;
    } catch (LabProblem | SshFailure failed) {
      results.status().result(StatusCode.WARN, OPERATION, failed.problem());
      return failed instanceof SshFailure;
    }
  }

  private static boolean answers(HostConnection host) throws InterruptedException {
    try {
      HostRestart.awaitReturn(host, PATIENCE);
      return true;
    } catch (SshFailure away) {
      return false;
    }
  }
}
