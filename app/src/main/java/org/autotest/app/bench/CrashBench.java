package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.autotest.core.host.HostTransitions;
import org.autotest.core.job.ControlType;
import org.autotest.core.job.EntryTransitions;
import org.autotest.core.job.Job.ControlFileText;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;
import org.autotest.core.job.NewJob;
import org.autotest.core.job.RebootAfter;
import org.autotest.core.job.RebootBefore;
import org.autotest.core.job.TaskType;
import org.autotest.store.hosts.TaskRequests;
import org.autotest.store.jobs.JobAbort;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.lab.EventLog;
import org.autotest.store.lab.Leases;
import org.autotest.store.lab.MadeUpLab;

/// Kills the dispatcher, or every autoserv, with `kill -9` in the moment in which a row of a life
/// table was taken, once for each row that the jobs come by; then looks whether any entry was lost
/// and whether any job ran twice.
public final class CrashBench {
  /// What is killed.
  public enum Victim {
    DISPATCHER,
    AUTOSERV
  }

  /// One row of a life table, and what came of killing there.
  ///
  /// @param kills how often it was the moment
  /// @param resumed from the start of the next dispatcher until it plans; empty while none was
  ///   killed here
  public record Row(String name, int kills, Optional<Duration> resumed) {}

  /// What came of all of it.
  ///
  /// @param rows every row of both tables
  /// @param lost entries that did not come to an end
  /// @param doubled runs of a job that began a second time
  public record Result(Victim victim, List<Row> rows, int entries, int lost, int doubled) {
    /// Rows at which something was killed.
    public long reached() {
      return rows.stream().filter(row -> row.kills() > 0).count();
    }

    /// The longest time until a dispatcher planned again.
    public Duration longest() {
      return rows.stream()
          .flatMap(row -> row.resumed().stream())
          .max(Duration::compareTo)
          .orElse(Duration.ZERO);
    }
  }

  private static final List<String> HOSTS = List.of("host1", "host2", "host3", "host4", "host5");
  private static final List<String> NAMES =
      List.of(
          "ok",
          "ok",
          "slow",
          "fail",
          "vanish",
          "never",
          "badverify",
          "badcleanup",
          "badverify badrepair");

  private static final Duration LOOK_EVERY = Duration.ofMillis(2);
  private static final Duration MEND_EVERY = Duration.ofSeconds(3);
  private static final Duration PLANS_WITHIN = Duration.ofMinutes(1);

  private final Path scratch;
  private final String searchPath;
  private final InstantSource clock;
  private final Map<String, Integer> kills = new LinkedHashMap<>();
  private final Map<String, Duration> resumed = new LinkedHashMap<>();
  private long seen;

  /// Prepares it.
  ///
  /// @param scratch an empty directory
  public CrashBench(Path scratch, String searchPath, InstantSource clock) {
    this.scratch = scratch;
    this.searchPath = searchPath;
    this.clock = clock;
    EntryTransitions.all()
        .forEach(row -> kills.put(name("entry", row.from().word(), row.to().word()), 0));
    HostTransitions.all()
        .forEach(row -> kills.put(name("host", row.from().word(), row.to().word()), 0));
  }

  private static String name(String kind, String from, String to) {
    return "%s: %s to %s".formatted(kind, from, to);
  }

  /// Kills.
  ///
  /// @param jobs submitted in all, a few at a time
  /// @param seed of which job does what
  public Result run(Victim victim, int jobs, long seed) throws IOException, InterruptedException {
    try (CrashLab lab = new CrashLab(scratch, searchPath, clock, HOSTS)) {
      Random random = new Random(seed);
      List<JobId> submitted = new ArrayList<>();
      restart(lab, Optional.empty());
      EventLog events = new EventLog(lab.database());
      seen = events.last();
      long end = System.nanoTime() + CrashLab.PATIENCE.toNanos();
      long mendAt = System.nanoTime();
      while (System.nanoTime() < end) {
        long unfinished = MadeUpLab.unfinished(lab.database());
        if (submitted.size() < jobs && unfinished < 2L * HOSTS.size()) {
          submitted.add(submit(lab, random));
          if (random.nextInt(5) == 0) {
            abortOne(lab, submitted, random);
          }
        } else if (unfinished == 0) {
          break;
        } else if (System.nanoTime() - mendAt > 0) {
          // Entries that name a host which was given up wait until somebody mends it.
          new TaskRequests(lab.database()).request(CrashLab.OWNER, HOSTS, TaskType.VERIFY);
          mendAt = System.nanoTime() + MEND_EVERY.toNanos();
        }
        watch(lab, events, victim);
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
      return result(lab, victim);
    }
  }

  private void watch(CrashLab lab, EventLog events, Victim victim)
      throws IOException, InterruptedException {
    for (EventLog.Event event : events.after(seen, 1_000)) {
      seen = Math.max(seen, event.id());
      String row = name(event.kind(), event.from().orElse(""), event.to());
      if (kills.getOrDefault(row, 1) > 0) {
        continue;
      }
      if (victim == Victim.AUTOSERV) {
        int killed = lab.killAutoservs();
        kills.merge(row, killed, Integer::sum);
      } else {
        lab.killDispatcher();
        kills.merge(row, 1, Integer::sum);
        restart(lab, Optional.of(row));
      }
      return;
    }
  }

  /// Starts a dispatcher and waits until it plans.
  private void restart(CrashLab lab, Optional<String> row)
      throws IOException, InterruptedException {
    long before = Leases.generation(lab.database());
    long began = System.nanoTime();
    lab.startDispatcher();
    while (Leases.generation(lab.database()) == before) {
      if (System.nanoTime() - began > PLANS_WITHIN.toNanos()) {
        throw new IOException("starting a dispatcher once more: it does not plan\n" + lab.log());
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    row.ifPresent(name -> resumed.put(name, Duration.ofNanos(System.nanoTime() - began)));
  }

  private static JobId submit(CrashLab lab, Random random) {
    int synch = random.nextInt(5) == 0 ? 2 : 1;
    JobOptions standard = JobOptions.DEFAULTS;
    JobOptions options =
        new JobOptions(
            standard.priority(),
            synch,
            standard.timeout(),
            standard.maxRuntime(),
            random.nextBoolean(),
            random.nextBoolean() ? RebootBefore.IF_DIRTY : RebootBefore.NEVER,
            random.nextBoolean() ? RebootAfter.ALWAYS : RebootAfter.NEVER,
            random.nextBoolean());
    int first = random.nextInt(HOSTS.size());
    NewJob.Targets targets =
        synch == 1 && random.nextInt(8) == 0
            ? NewJob.Targets.HOSTLESS
            : synch == 1
                ? NewJob.Targets.hosts(HOSTS.get(first))
                : NewJob.Targets.hosts(HOSTS.get(first), HOSTS.get((first + 1) % HOSTS.size()));
    ControlType type = targets.hostless() ? ControlType.SERVER : ControlType.CLIENT;
    return new JobCreation(lab.database())
        .create(
            CrashLab.OWNER,
            NewJob.of(
                    NAMES.get(random.nextInt(NAMES.size())),
                    new ControlFileText(type, "void main() {}\n"),
                    targets)
                .with(NewJob.Wishes.of(options)));
  }

  private static void abortOne(CrashLab lab, List<JobId> submitted, Random random) {
    JobId job = submitted.get(submitted.size() - 1 - random.nextInt(Math.min(3, submitted.size())));
    new JobAbort(lab.database()).abort(CrashLab.OWNER, job, new JobAbort.Scope.Whole());
  }

  private Result result(CrashLab lab, Victim victim) throws IOException {
    List<Row> rows =
        kills.entrySet().stream()
            .map(
                row ->
                    new Row(
                        row.getKey(),
                        row.getValue(),
                        Optional.ofNullable(resumed.get(row.getKey()))))
            .toList();
    // A second attempt is `host1@2`, and begins only when the first never did.
    Set<String> begun = new HashSet<>();
    int doubled = 0;
    for (String directory : lab.ran()) {
      if (!begun.add(directory.replaceFirst("@\\d+$", ""))) {
        doubled++;
      }
    }
    return new Result(
        victim,
        rows,
        (int) MadeUpLab.entries(lab.database()),
        (int) MadeUpLab.unfinished(lab.database()),
        doubled);
  }

  /// The table, line by line.
  static void print(Result result, Consumer<String> lines) {
    lines.accept("%nkill -9 of %s when".formatted(result.victim().name().toLowerCase(Locale.ROOT)));
    for (Row row : result.rows()) {
      String resumed =
          row.resumed()
              .map(time -> "plans again after %d ms".formatted(time.toMillis()))
              .orElse("");
      lines.accept(
          "  %-40s %s"
              .formatted(row.name(), row.kills() == 0 ? "not reached" : "killed " + resumed));
    }
    lines.accept(
        "%d entries, %d lost, %d doubled"
            .formatted(result.entries(), result.lost(), result.doubled()));
  }

  /// The figures of both victims, after their tables.
  static List<Figure> figures(List<Result> results) {
    List<Figure> figures = new ArrayList<>();
    for (Result result : results) {
      String who = result.victim().name().toLowerCase(Locale.ROOT);
      String name = "crash." + who + ".";
      figures.add(
          new Figure(name + "rows", "crash of " + who + ", rows", result.reached(), "", ""));
      figures.add(
          new Figure(name + "lost", "crash of " + who + ", entries lost", result.lost(), "", "0"));
      figures.add(
          new Figure(
              name + "doubled", "crash of " + who + ", runs doubled", result.doubled(), "", "0"));
    }
    figures.add(
        new Figure(
            "crash.resumed_ms",
            "crash of dispatcher, longest until it plans again",
            results.getFirst().longest().toMillis(),
            "ms",
            "5000"));
    return figures;
  }
}
