package org.autotest.autoserv.fitness;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.autoserv.api.Finding;
import org.autotest.autoserv.fitness.CheckGraph.Seen;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.host.Protection;
import org.autotest.core.statuslog.StatusCode;

/// Tries to make a machine fit again: makes the checks, takes the gentlest action that may help
/// with what is wrong, which was not tried yet and which the machine's protection allows, and makes
/// the checks again.
public final class HostRepair {
  private final HostConnection host;
  private final MachineResults results;
  private final HostVerifier verifier;
  private final List<RepairAction> actions;
  private final FitnessLog log;

  /// Repairs with some actions.
  ///
  /// @param actions from gentle to hard
  public HostRepair(
      HostConnection host,
      MachineResults results,
      HostVerifier verifier,
      List<RepairAction> actions,
      InstantSource clock) {
    this.host = host;
    this.results = results;
    this.verifier = verifier;
    this.actions = List.copyOf(actions);
    this.log = new FitnessLog(results, clock);
  }

  /// Repairs and records each step.
  ///
  /// @throws UnfitHost when the machine is not fit in the end, or must not be repaired
  public void repair(Protection protection) throws InterruptedException {
    if (protection == Protection.DO_NOT_VERIFY) {
      throw failed(
          new UnfitHost(
              Blame.SUBMITTER,
              "repairing %s: its protection is '%s'"
                  .formatted(host.hostname(), protection.word())));
    }
    List<RepairAction> left = new ArrayList<>(actions);
    while (true) {
      List<Seen> wrong = verifier.examine();
      if (wrong.isEmpty()) {
        results
            .status()
            .result(StatusCode.GOOD, "repair", host.hostname() + " repaired successfully");
        return;
      }
      results.log().log(Level.INFO, verifier.unfit(wrong, "").problem());
      RepairAction next = choose(left, wrong, protection).orElseThrow(() -> givenUp(left, wrong));
      left.remove(next);
      apply(next);
    }
  }

  /// The gentlest that helps with anything that is wrong.
  private static Optional<RepairAction> choose(
      List<RepairAction> left, List<Seen> wrong, Protection protection) {
    return left.stream()
        .filter(action -> action.isAllowed(protection) && mayHelp(action, wrong))
        .findFirst();
  }

  private static boolean mayHelp(RepairAction action, List<Seen> wrong) {
    return wrong.stream()
        .anyMatch(
            seen ->
                seen.finding() instanceof Finding.Wrong found
                    && found.mendable()
                    && seen.check().repairs().contains(action.name()));
  }

  private UnfitHost givenUp(List<RepairAction> left, List<Seen> wrong) {
    List<RepairAction> forbidden = left.stream().filter(action -> mayHelp(action, wrong)).toList();
    String why =
        forbidden.isEmpty()
            ? "; nothing is left to try from here, somebody has to look at the machine"
            : "; its protection allows nothing more: %s needs '%s'"
                .formatted(forbidden.getFirst().name(), forbidden.getFirst().strictest().word());
    return failed(verifier.unfit(wrong, why));
  }

  private void apply(RepairAction action) throws InterruptedException {
    String operation = "repair." + action.name();
    long start = System.nanoTime();
    try {
      String said = action.treatment().apply();
      log.write("repair", action.name(), "done", since(start), said);
      results.status().result(StatusCode.GOOD, operation, "");
    } catch (AutotestException notThisWay) {
      log.write("repair", action.name(), "failed", since(start), notThisWay.problem());
      results.status().result(StatusCode.WARN, operation, notThisWay.problem());
      results.log().log(Level.WARNING, notThisWay.problem());
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private UnfitHost failed(UnfitHost unfit) {
    results.status().result(StatusCode.FAIL, "repair", "repair failed: " + unfit.problem());
    return unfit;
  }
}
