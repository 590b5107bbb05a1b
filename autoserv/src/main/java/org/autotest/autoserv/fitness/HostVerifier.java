package org.autotest.autoserv.fitness;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.autotest.autoserv.api.Finding;
import org.autotest.autoserv.fitness.CheckGraph.Seen;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.Blame;
import org.autotest.core.statuslog.StatusCode;

/// Looks whether a machine is fit to run tests. Changes nothing there.
public final class HostVerifier {
  private final HostConnection host;
  private final CheckGraph checks;
  private final MachineResults results;
  private final FitnessLog log;

  public HostVerifier(
      HostConnection host, CheckGraph checks, MachineResults results, InstantSource clock) {
    this.host = host;
    this.checks = checks;
    this.results = results;
    this.log = new FitnessLog(results, clock);
  }

  /// Looks and records the outcome: a line for each check that found something wrong, and one for
  /// the whole.
  ///
  /// @throws UnfitHost when it is not fit
  public void verify() throws InterruptedException {
    List<Seen> wrong = examine();
    if (!wrong.isEmpty()) {
      UnfitHost unfit = unfit(wrong, "");
      wrong.forEach(
          seen ->
              results
                  .status()
                  .result(
                      StatusCode.FAIL, "verify." + seen.check().name(), seen.finding().words()));
      results.status().result(StatusCode.FAIL, "verify", "verify failed: " + unfit.problem());
      results.status().result(StatusCode.ABORT, "", "Verify failed\n" + unfit.problem());
      throw unfit;
    }
    results.status().result(StatusCode.GOOD, "verify", host.hostname() + " verified successfully");
  }

  /// Looks, and records nothing but warnings.
  ///
  /// @throws UnfitHost when it is not fit
  public void require() throws InterruptedException {
    List<Seen> wrong = examine();
    if (!wrong.isEmpty()) {
      throw unfit(wrong, "");
    }
  }

  /// Looks, writes down what each check found as soon as it did, and records nothing but warnings.
  ///
  /// @return what is wrong, what others depend on first
  List<Seen> examine() throws InterruptedException {
    return checks.examine(new Writing()).stream().filter(Seen::isWrong).toList();
  }

  /// Writes down what is seen.
  private final class Writing implements CheckGraph.Witness {
    @Override
    public void begins(Check check) {
      results.log().log(Level.INFO, "check {0} of {1} begins", check.name(), host.hostname());
    }

    @Override
    public void seen(Seen seen) {
      Finding finding = seen.finding();
      log.write("check", seen.check().name(), finding.word(), seen.took(), finding.words());
      if (finding instanceof Finding.Suspicious(var problem)) {
        results.status().result(StatusCode.WARN, "verify", problem);
      }
    }

    @Override
    public void stopped(Check check, Duration took) {
      log.write("check", check.name(), "stopped", took, "");
    }
  }

  /// All that is wrong as one failure; the blame is that of the first.
  ///
  /// @param wrong at least one
  /// @param addition empty for none
  UnfitHost unfit(List<Seen> wrong, String addition) {
    Finding.Wrong first = (Finding.Wrong) wrong.getFirst().finding();
    String words =
        wrong.stream().map(seen -> seen.finding().words()).collect(Collectors.joining("; "));
    boolean told = wrong.stream().anyMatch(seen -> isAboutTheLine(seen.check()));
    Blame blame = first.blame();
    return new UnfitHost(
        blame, (told ? words : "verifying %s: %s".formatted(host.hostname(), words)) + addition);
  }

  /// What ssh says names the machine itself.
  private static boolean isAboutTheLine(Check check) {
    return check.name().equals("reachable") || check.name().equals("login");
  }
}
