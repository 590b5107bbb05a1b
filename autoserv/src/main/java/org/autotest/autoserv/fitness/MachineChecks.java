package org.autotest.autoserv.fitness;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.autotest.autoserv.api.Finding;
import org.autotest.autoserv.host.CommandResult;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.Scripts;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.install.InstallFailure;
import org.autotest.core.failure.Blame;

/// The checks that every lab has. The machine is asked once; what it says is judged by one check
/// after the other.
final class MachineChecks {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /// Runnable processes for each processor, over a minute.
  private static final double LOAD_MAX = 8;

  private final HostConnection host;
  private final FitnessRules rules;
  private final InstantSource clock;

  MachineChecks(HostConnection host, FitnessRules rules, InstantSource clock) {
    this.host = host;
    this.rules = rules;
    this.clock = clock;
  }

  /// All of them, what is needed first.
  List<Check> checks() {
    AtomicReference<Optional<SshFailure>> refusal = new AtomicReference<>(Optional.empty());
    Set<String> login = Set.of("login");
    return List.of(
        new Check(
            "reachable", Set.of(), sight -> reach(sight, refusal), List.of("wait", "power_cycle")),
        new Check("login", Set.of("reachable"), _ -> logIn(refusal), List.of()),
        new Check(
            "staying_up",
            login,
            told("shutting_down", "it is shutting down: "),
            List.of("wait_for_reboot", "power_cycle")),
        new Check(
            "root_writable",
            login,
            told("root_readonly", "the root is mounted read-only: "),
            List.of("reboot", "power_cycle")),
        new Check(
            "tmp_writable",
            login,
            told("tmp_unwritable", "cannot write to "),
            List.of("tidy", "reboot")),
        new Check("disk_space", login, this::disk, List.of("tidy", "remove_clients")),
        new Check(
            Fitness.NO_LEFTOVERS,
            login,
            told("leftover", "a client of an earlier run is still at work: "),
            List.of("end_clients", "reboot", "power_cycle")),
        new Check("client", login, this::client, List.of("reinstall_client", "remove_clients")),
        new Check("clock", login, this::clock, List.of()),
        new Check("load", login, MachineChecks::load, List.of()));
  }

  private Finding reach(Sight sight, AtomicReference<Optional<SshFailure>> refusal)
      throws InterruptedException {
    refusal.set(Optional.empty());
    try {
      CommandResult said =
          host.run(Scripts.load(MachineChecks.class, "examine.sh"), LIMIT, rules.directories());
      sight.see(said.stdout());
    } catch (SshFailure away) {
      if (away.kind().mayMendItself()) {
        return new Finding.Wrong(away.blame(), away.problem(), true);
      }
      if (away.isBeforehand()) {
        throw away;
      }
      refusal.set(Optional.of(away));
    }
    return new Finding.Fine("");
  }

  /// What nothing can mend from here: our key, the machine's key or name, our configuration.
  private static Finding logIn(AtomicReference<Optional<SshFailure>> refusal) {
    return refusal
        .get()
        .<Finding>map(away -> new Finding.Wrong(away.blame(), away.problem(), false))
        .orElseGet(() -> new Finding.Fine(""));
  }

  private static Check.Look told(String key, String words) {
    return sight ->
        sight
            .text(key)
            .map(problem -> Finding.wrong(words + problem))
            .orElseGet(() -> new Finding.Fine(""));
  }

  /// Of the versions that are there, the one matters that jobs will use on this machine.
  private Finding client(Sight sight) throws InterruptedException {
    if (rules.clients().isEmpty()) {
      return new Finding.Skipped("there is no client to compare with");
    }
    Optional<String> hindrance = sight.text("no_client");
    if (hindrance.isPresent()) {
      return new Finding.Wrong(
          Blame.HOST,
          "no client can run on %s: %s".formatted(host.hostname(), hindrance.get()),
          false);
    }
    try {
      String architecture = sight.text("arch").orElse("");
      String version = rules.clients().get().of(architecture, host.hostname()).version();
      return told("client_damaged." + version, "the client is damaged: ").look(sight);
    } catch (InstallFailure none) {
      return new Finding.Wrong(none.blame(), none.problem(), false);
    }
  }

  private Finding disk(Sight sight) {
    Optional<Long> free = sight.number("free_kb");
    String words =
        "%s MB are free in %s, %d MB are wanted"
            .formatted(
                free.map(kib -> Long.toString(kib / 1024)).orElse("unknown"),
                sight.text("disk").orElse("/"),
                rules.freeKib() / 1024);
    return free.isPresent() && free.get() < rules.freeKib()
        ? Finding.wrong(words)
        : new Finding.Fine(words);
  }

  private Finding clock(Sight sight) {
    Optional<Long> there = sight.number("now");
    if (there.isEmpty()) {
      return new Finding.Skipped("it does not say the time");
    }
    Duration ahead = Duration.between(clock.instant(), Instant.ofEpochSecond(there.get()));
    if (ahead.abs().compareTo(rules.clockSkewMax()) <= 0) {
      return new Finding.Fine("");
    }
    return new Finding.Suspicious(
        "the clock of %s is %d s %s ours"
            .formatted(
                host.hostname(),
                ahead.abs().toSeconds(),
                ahead.isNegative() ? "behind" : "ahead of"));
  }

  private static Finding load(Sight sight) {
    String text = sight.text("load").orElse("");
    long cpus = sight.number("cpus").orElse(1L);
    if (!text.matches("\\d{1,7}(\\.\\d{1,4})?")) {
      return new Finding.Skipped("it does not say its load");
    }
    String words =
        "its load is %s on %d %s".formatted(text, cpus, cpus == 1 ? "processor" : "processors");
    return Double.parseDouble(text) > LOAD_MAX * Math.max(cpus, 1)
        ? new Finding.Suspicious(words + ": something of before still runs")
        : new Finding.Fine(words);
  }
}
