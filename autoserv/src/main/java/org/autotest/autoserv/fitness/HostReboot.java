package org.autotest.autoserv.fitness;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.host.ThisMachine;
import org.autotest.autoserv.results.Downtime;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.statuslog.StatusCode;
import org.autotest.core.statuslog.StatusWord;

/// Reboots a machine and waits until it is back; the status log has a group `reboot` of it.
public final class HostReboot {
  /// In the background and with a delay, so that the order is answered before the machine goes
  /// down.
  private static final String ORDER =
      """
      (sleep 1; eval "$1") </dev/null >/dev/null 2>&1 &
      """;

  private static final String STANDARD = "sync; reboot || reboot -f || telinit 6";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HostConnection host;
  private final HostRestart.Limits limits;
  private final MachineResults results;

  public HostReboot(HostConnection host, HostRestart.Limits limits, MachineResults results) {
    this.host = host;
    this.limits = limits;
    this.results = results;
  }

  /// Reboots it as [#reboot(String)] does, by the standard order.
  public void reboot() throws InterruptedException {
    reboot("");
  }

  /// Reboots it.
  ///
  /// @param command the order, for `/bin/sh`; empty for the standard one
  /// @throws AutotestException when it does not take the order, does not go down, or does not come
  ///   back
  public void reboot(String command) throws InterruptedException {
    results.status().record(new StatusWord.Start(), "reboot", Map.of(), "");
    String step = "reboot.start";
    try (Downtime _ = results.downtime().begin()) {
      String bootId = HostRestart.bootId(host);
      refuseOurselves("rebooting", bootId);
      order(command.isEmpty() ? STANDARD : command);
      results.status().result(StatusCode.GOOD, step, "");
      step = "reboot.verify";
      HostRestart.awaitReboot(host, bootId, limits);
      results.status().result(StatusCode.GOOD, step, "");
      String kernel = host.run("uname -r", LIMIT, List.of()).stdout().strip();
      results
          .status()
          .record(new StatusWord.End(StatusCode.GOOD), "reboot", Map.of("kernel", kernel), "");
    } catch (UnfitHost | SshFailure failed) {
      results.status().result(StatusCode.ABORT, step, failed.problem());
      results
          .status()
          .record(new StatusWord.End(StatusCode.FAIL), "reboot", Map.of(), failed.problem());
      throw failed;
    }
  }

  private void order(String command) throws InterruptedException {
    CommandResult said = host.run(ORDER, LIMIT, List.of(command));
    if (!said.isSuccess()) {
      throw new UnfitHost(
          Blame.HOST, "rebooting %s: %s".formatted(host.hostname(), said.complaint()));
    }
    results.log().log(Level.INFO, "{0} reboots", host.hostname());
  }

  /// The host may be this very machine, perhaps under another name: nothing may take the server
  /// down.
  ///
  /// @param doing what is about to be done: `switching off`
  /// @throws UnfitHost when it is
  /// @throws SshFailure when the machine does not answer
  public void refuseOurselves(String doing) throws InterruptedException {
    refuseOurselves(doing, host.isHere() ? "" : HostRestart.bootId(host));
  }

  private void refuseOurselves(String doing, String bootId) {
    if (ThisMachine.is(host, bootId)) {
      throw new UnfitHost(
          Blame.LAB, "%s %s: %s".formatted(doing, host.hostname(), ThisMachine.WORDS));
    }
  }
}
