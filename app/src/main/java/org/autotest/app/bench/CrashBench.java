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
import org.autotest.core.job.TaskType;
import org.autotest.store.hosts.TaskRequests;
import org.autotest.store.lab.EventLog;
import org.autotest.store.lab.Leases;
import org.autotest.store.lab.MadeUpLab;

/// Kills the dispatcher, or every autoserv, with `kill -9` in the moment in which a row of a life
/// table was taken, once for each row; then looks whether any entry was lost and whether any job
/// ran twice.
public final class CrashBench {
  /// What is killed.
  public enum Victim {
    DISPATCHER,
    AUTOSERV
  }

  /// One row of a life table, and what came of killing there.
  ///
  /// @param seen whether an entry or a host came by it
  /// @param killed whether something was killed in that moment; no autoserv may have run then
  /// @param resumed from the start of the next dispatcher until it plans; empty while none was
  ///   killed here
  public record Row(String name, boolean seen, boolean killed, Optional<Duration> resumed) {
    private String inWords() {
      String what = killed ? "killed" : seen ? "passed, with none to kill" : "not reached";
      return "%-40s %s%s"
          .formatted(
              name,
              what,
              resumed
                  .map(time -> ", plans again after %d ms".formatted(time.toMillis()))
                  .orElse(""));
    }
  }

  /// What came of all of it.
  ///
  /// @param rows every row of both tables
  /// @param lost entries that did not come to an end
  /// @param doubled runs of a job that began a second time
  public record Result(Victim victim, List<Row> rows, int entries, int lost, int doubled) {
    /// Names of rows that nobody came by.
    public List<String> missing() {
      return rows.stream().filter(row -> !row.seen()).map(Row::name).toList();
    }

    /// Rows at which something was killed.
    public long reached() {
      return rows.stream().filter(Row::killed).count();
    }

    /// The longest time until a dispatcher planned again.
    public Duration longest() {
      return rows.stream()
          .flatMap(row -> row.resumed().stream())
          .max(Duration::compareTo)
          .orElse(Duration.ZERO);
    }
  }

  private static final Duration LOOK_EVERY = Duration.ofMillis(2);
  private static final Duration MEND_EVERY = Duration.ofSeconds(3);
  private static final Duration PLANS_WITHIN = Duration.ofMinutes(1);

  /// A lab with an archive ends entries by other rows than one without, so it has one by turns.
  private static final Duration ARCHIVE_TURN = Duration.ofSeconds(10);

  private final Path scratch;
  private final String searchPath;
  private final InstantSource clock;
  private final List<LifeRow> rows = LifeRow.all();
  private final Set<LifeRow> killed = new HashSet<>();
  private final Set<LifeRow> passed = new HashSet<>();
  private final Map<LifeRow, Duration> resumed = new LinkedHashMap<>();
  private long last;
  private boolean archives;

  /// Prepares it.
  ///
  /// @param scratch an empty directory
  public CrashBench(Path scratch, String searchPath, InstantSource clock) {
    this.scratch = scratch;
    this.searchPath = searchPath;
    this.clock = clock;
  }

  /// Kills.
  ///
  /// @param limit how long jobs are submitted at most, while there are rows to come by
  /// @param seed of which job does what
  public Result run(Victim victim, Duration limit, long seed)
      throws IOException, InterruptedException {
    try (CrashLab lab = new CrashLab(scratch, searchPath, clock)) {
      CrashJobs jobs = new CrashJobs(lab.database(), new Random(seed));
      restart(lab, List.of());
      EventLog events = new EventLog(lab.database());
      last = events.last();
      long begun = System.nanoTime();
      long mendAt = begun;
      long turnAt = begun + ARCHIVE_TURN.toNanos();
      while (System.nanoTime() - begun < limit.plus(CrashLab.PATIENCE).toNanos()) {
        List<LifeRow> missing = missing(victim);
        boolean over = missing.isEmpty() || System.nanoTime() - begun > limit.toNanos();
        long unfinished = MadeUpLab.unfinished(lab.database());
        if (over && unfinished == 0) {
          break;
        }
        if (!over && unfinished < 2L * CrashJobs.HOSTS.size()) {
          jobs.next(missing);
        } else if (System.nanoTime() - mendAt > 0) {
          mend(lab);
          mendAt = System.nanoTime() + MEND_EVERY.toNanos();
        }
        watch(lab, events, victim, jobs);
        if (victim == Victim.AUTOSERV && System.nanoTime() - turnAt > 0) {
          lab.killDispatcher();
          restart(lab, List.of());
          turnAt = System.nanoTime() + ARCHIVE_TURN.toNanos();
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
      return result(lab, victim);
    }
  }

  /// Entries that name a host which was given up wait until somebody mends it.
  private static void mend(CrashLab lab) {
    new TaskRequests(lab.database()).request(CrashLab.OWNER, CrashJobs.HOSTS, TaskType.VERIFY);
  }

  private List<LifeRow> missing(Victim victim) {
    Set<LifeRow> done = victim == Victim.AUTOSERV ? passed : killed;
    return rows.stream().filter(row -> !done.contains(row)).toList();
  }

  private void watch(CrashLab lab, EventLog events, Victim victim, CrashJobs jobs)
      throws IOException, InterruptedException {
    List<LifeRow> taken = new ArrayList<>();
    List<LifeRow> missing = missing(victim);
    for (EventLog.Event event : events.after(last, 1_000)) {
      last = Math.max(last, event.id());
      LifeRow row = LifeRow.of(event);
      boolean first = rows.contains(row) && passed.add(row);
      if (first || (rows.contains(row) && !killed.contains(row))) {
        taken.add(row);
      }
      jobs.abortAt(event, missing);
    }
    if (taken.isEmpty()) {
      return;
    }
    if (victim == Victim.DISPATCHER) {
      lab.killDispatcher();
      killed.addAll(taken);
      restart(lab, taken);
    } else if (lab.killAutoservs() > 0) {
      killed.addAll(taken);
    }
  }

  /// Starts a dispatcher and waits until it plans.
  private void restart(CrashLab lab, List<LifeRow> rows) throws IOException, InterruptedException {
    long before = Leases.generation(lab.database());
    long began = System.nanoTime();
    lab.startDispatcher(archives);
    archives = !archives;
    while (Leases.generation(lab.database()) == before) {
      if (System.nanoTime() - began > PLANS_WITHIN.toNanos()) {
        throw new IOException("starting a dispatcher once more: it does not plan\n" + lab.log());
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    rows.forEach(row -> resumed.put(row, took));
  }

  private Result result(CrashLab lab, Victim victim) throws IOException {
    List<Row> table =
        rows.stream()
            .map(
                row ->
                    new Row(
                        row.toString(),
                        passed.contains(row),
                        killed.contains(row),
                        Optional.ofNullable(resumed.get(row))))
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
        table,
        (int) MadeUpLab.entries(lab.database()),
        (int) MadeUpLab.unfinished(lab.database()),
        doubled);
  }

  /// The table, line by line.
  static void print(Result result, Consumer<String> lines) {
    lines.accept("%nkill -9 of %s when".formatted(result.victim().name().toLowerCase(Locale.ROOT)));
    result.rows().forEach(row -> lines.accept("  " + row.inWords()));
    lines.accept(
        "%d of %d rows, %d entries, %d lost, %d doubled"
            .formatted(
                result.reached(),
                result.rows().size(),
                result.entries(),
                result.lost(),
                result.doubled()));
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
