package org.autotest.autoserv.lab;

import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.autotest.autoserv.host.Contact;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.host.ThisMachine;
import org.autotest.autoserv.results.Downtime;
import org.autotest.autoserv.results.MachineResults;
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

  /// How often its power is given back; a controller may be busy.
  private static final int ATTEMPTS = 3;

  private final HostConnection host;
  private final Power power;
  private final Duration up;
  private final Duration pause;

  /// Of one machine.
  ///
  /// @param up how long it may take to be back; zero: that is not waited for
  public PowerCycle(HostConnection host, Power power, Duration up) {
    this(host, power, up, PAUSE);
  }

  /// @param pause between what is done to the switch
  PowerCycle(HostConnection host, Power power, Duration up, Duration pause) {
    this.host = host;
    this.power = power;
    this.up = up;
    this.pause = pause;
  }

  /// Whether a host's protection allows it.
  public static boolean isAllowed(Protection protection) {
    return protection.number() <= STRICTEST.number();
  }

  /// Does it as somebody asked for it. A machine that does not answer, and never did on this line,
  /// is taken for another than this one. Whatever goes wrong, the machine is to have power at the
  /// end.
  ///
  /// @return what the switch said
  /// @throws LabProblem when the switch does not work, it is the machine that autoserv runs on, or
  ///   the way to it is broken
  /// @throws SshFailure when the machine does not come back
  public String run() throws InterruptedException {
    isAnother(Set.of());
    return cycle();
  }

  /// Does it as nobody asked for it: only to a machine that has told that it is another than this
  /// one.
  ///
  /// @param met boot ids that it told before
  /// @return as [#run]
  /// @throws LabProblem as [#run], and when it never told
  /// @throws SshFailure as [#run]
  public String runUnasked(Set<String> met) throws InterruptedException {
    if (!isAnother(met)) {
      throw refused("it has never told which machine it is");
    }
    return cycle();
  }

  private String cycle() throws InterruptedException {
    String said = turn();
    host.disconnect();
    if (!up.isZero()) {
      HostRestart.awaitReturn(host, up);
    }
    return said;
  }

  private String turn() throws InterruptedException {
    try {
      String said = off();
      pause();
      return said + giveBack();
    } catch (InterruptedException stop) {
      // Nobody else would give the machine its power back.
      power.on();
      throw stop;
    }
  }

  private String off() throws InterruptedException {
    try {
      return power.off();
    } catch (LabProblem failed) {
      // It may be off all the same.
      try {
        giveBack();
      } catch (LabProblem too) {
        throw new LabProblem(failed.problem() + "; and then " + too.problem());
      }
      throw failed;
    }
  }

  private String giveBack() throws InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return power.on();
      } catch (LabProblem busy) {
        if (attempt == ATTEMPTS) {
          throw busy;
        }
      }
      pause();
    }
  }

  private void pause() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(pause.toNanos());
  }

  /// @param met boot ids that it told before
  /// @return whether it is known that it is another machine than this one
  /// @throws LabProblem when it is this one, or we do not even get to where it is
  private boolean isAnother(Set<String> met) throws InterruptedException {
    Set<String> told = new HashSet<>(met);
    if (!host.isHere()) {
      host.lastContact().map(Contact::bootId).ifPresent(told::add);
      try {
        told.add(HostRestart.bootId(host));
      } catch (SshFailure away) {
        if (away.kind().isOnTheWay()) {
          throw refused(away.problem());
        }
      }
    }
    if (host.isHere() || told.stream().anyMatch(ThisMachine::isOf)) {
      throw refused(ThisMachine.WORDS);
    }
    told.remove("");
    return !told.isEmpty();
  }

  private LabProblem refused(String why) {
    return new LabProblem("switching the power of %s: %s".formatted(host.hostname(), why));
  }

  /// Does it within a group `hardreset` of the status log.
  ///
  /// @throws AutotestException as [#run]
  public void record(MachineResults results) throws InterruptedException {
    StatusLogFile status = results.status();
    status.record(new StatusWord.Start(), "hardreset", Map.of(), "");
    try (Downtime _ = results.downtime().begin()) {
      String said = run();
      status.record(new StatusWord.End(StatusCode.GOOD), "hardreset", Map.of(), said.strip());
    } catch (LabProblem | SshFailure failed) {
      status.record(new StatusWord.End(StatusCode.FAIL), "hardreset", Map.of(), failed.problem());
      throw failed;
    }
  }
}
