package org.autotest.autoserv.fitness;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.results.MachineResults;
import org.autotest.core.failure.Blame;
import org.autotest.core.statuslog.StatusCode;

/// Looks whether a machine is fit to run tests. Changes nothing there.
public final class HostVerifier {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final HostConnection host;
  private final FitnessRules rules;
  private final MachineResults results;
  private final InstantSource clock;

  public HostVerifier(
      HostConnection host, FitnessRules rules, MachineResults results, InstantSource clock) {
    this.host = host;
    this.rules = rules;
    this.results = results;
    this.clock = clock;
  }

  /// Looks and records the outcome.
  ///
  /// @throws UnfitHost when it is not fit
  public void verify() throws InterruptedException {
    try {
      examine();
    } catch (UnfitHost unfit) {
      results.status().result(StatusCode.FAIL, "verify", "verify failed: " + unfit.problem());
      results.status().result(StatusCode.ABORT, "", "Verify failed\n" + unfit.problem());
      throw unfit;
    }
    results.status().result(StatusCode.GOOD, "verify", host.hostname() + " verified successfully");
  }

  /// Looks, and records nothing but warnings.
  ///
  /// @throws UnfitHost for the first ailment found
  void examine() throws InterruptedException {
    Map<String, String> seen = look();
    refuse(seen, "shutting_down", Ailment.SHUTTING_DOWN, "it is shutting down: ");
    refuse(seen, "tmp_unwritable", Ailment.TMP_UNWRITABLE, "cannot write to ");
    checkDisk(seen);
    refuse(seen, "leftover", Ailment.LEFTOVERS, "a client of an earlier run is still at work: ");
    refuse(seen, "client_damaged", Ailment.CLIENT_DAMAGED, "the client is damaged: ");
    checkClock(seen);
  }

  private Map<String, String> look() throws InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(rules.clientVersion()));
    arguments.addAll(rules.directories());
    CommandResult said;
    try {
      said = host.run(Scripts.load(HostVerifier.class, "examine.sh"), LIMIT, arguments);
    } catch (SshFailure away) {
      throw new UnfitHost(away.blame(), ailment(away.kind()), away.problem());
    }
    Map<String, String> seen = new TreeMap<>();
    for (String line : said.stdout().split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        seen.putIfAbsent(line.substring(0, equals), line.substring(equals + 1).strip());
      }
    }
    results.log().log(Level.DEBUG, () -> "found: " + seen);
    return seen;
  }

  private void refuse(Map<String, String> seen, String key, Ailment ailment, String words) {
    String problem = seen.get(key);
    if (problem != null) {
      throw unfit(ailment, words + problem);
    }
  }

  private void checkDisk(Map<String, String> seen) {
    String free = seen.getOrDefault("free_kb", "");
    if (free.matches("\\d{1,15}") && Long.parseLong(free) < rules.freeKib()) {
      throw unfit(
          Ailment.DISK_FULL,
          "%d MB are free in %s, %d MB are wanted"
              .formatted(
                  Long.parseLong(free) / 1024,
                  seen.getOrDefault("disk", "/"),
                  rules.freeKib() / 1024));
    }
  }

  private void checkClock(Map<String, String> seen) {
    String there = seen.getOrDefault("now", "");
    if (!there.matches("\\d{1,12}")) {
      return;
    }
    Duration ahead =
        Duration.between(clock.instant(), Instant.ofEpochSecond(Long.parseLong(there)));
    if (ahead.abs().compareTo(rules.clockSkewMax()) > 0) {
      results
          .status()
          .result(
              StatusCode.WARN,
              "verify",
              "the clock of %s is %d s %s ours"
                  .formatted(
                      host.hostname(),
                      ahead.abs().toSeconds(),
                      ahead.isNegative() ? "behind" : "ahead of"));
    }
  }

  private UnfitHost unfit(Ailment ailment, String words) {
    return new UnfitHost(Blame.HOST, ailment, "verifying %s: %s".formatted(host.hostname(), words));
  }

  private static Ailment ailment(SshFailure.Kind kind) {
    return switch (kind) {
      case UNREACHABLE, LOST, TIMED_OUT -> Ailment.UNREACHABLE;
      case LOGIN_REFUSED -> Ailment.LOGIN_REFUSED;
      case NAME_UNKNOWN, HOST_KEY_CHANGED, MISCONFIGURED -> Ailment.NOT_ITSELF;
    };
  }
}
