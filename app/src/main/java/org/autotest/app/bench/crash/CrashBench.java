package org.autotest.app.bench.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.autotest.store.lab.EventLog;
import org.autotest.store.lab.Leases;
import org.autotest.store.lab.MadeUpLab;

/// Plays a scenario for each row of the life tables and kills a program of the lab with `kill -9`
/// in the moment in which the row is taken; then looks whether any entry was lost and whether any
/// job ran twice.
public final class CrashBench {
  /// What is killed.
  public enum Victim {
    /// The dispatcher, which is then started again.
    DISPATCHER,
    /// Every autoserv of the scenario, and others that run beside.
    AUTOSERV
  }

  /// Scenarios at the same time.
  private static final int AT_ONCE = 12;

  private static final int ATTEMPTS_MAX = 10;
  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  /// Lines of the event log that a transaction still open may come to stand before.
  private static final int LOOK_BACK = 100;

  private static final Duration PLANS_WITHIN = Duration.ofMinutes(1);
  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

  private final Path scratch;
  private final String searchPath;
  private final InstantSource clock;

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
  /// @param oneIn of so many rows one is played: 1 for all
  public CrashResult run(Victim victim, int oneIn) throws IOException, InterruptedException {
    List<Scenario> all = Scenario.all();
    List<Scenario> played =
        IntStream.range(0, all.size()).filter(row -> row % oneIn == 0).mapToObj(all::get).toList();
    try (CrashLab lab = new CrashLab(scratch, searchPath, clock)) {
      return new Run(lab, victim, played).all();
    }
  }

  /// What became of a scenario so far.
  private record Score(int attempts, boolean isKilled, Optional<Duration> resumed) {
    static final Score NONE = new Score(0, false, Optional.empty());

    Score begun() {
      return new Score(attempts + 1, isKilled, resumed);
    }

    Score killed(Optional<Duration> resumedAfter) {
      return new Score(attempts, true, resumedAfter);
    }
  }

  /// One victim in one lab.
  private static final class Run {
    private final CrashLab lab;
    private final Victim victim;
    private final List<Scenario> scenarios;
    private final Map<Scenario, Score> scores = new HashMap<>();
    private final Deque<Scenario> waiting = new ArrayDeque<>();
    private final List<Stage> playing = new ArrayList<>();
    private final EventLog events;
    private final Bystanders bystanders;
    private final Set<Long> heard = new HashSet<>();
    private long last;
    private boolean archives;

    Run(CrashLab lab, Victim victim, List<Scenario> scenarios) {
      this.lab = lab;
      this.scenarios = scenarios;
      this.victim = victim;
      this.events = new EventLog(lab.database());
      this.bystanders = new Bystanders(lab);
    }

    CrashResult all() throws IOException, InterruptedException {
      restart();
      play();
      lab.killDispatcher();
      archives = true;
      restart();
      play();
      bystanders.end();
      settle();
      return result();
    }

    /// Plays all scenarios of a lab that archives, or of one that does not.
    private void play() throws IOException, InterruptedException {
      scenarios.stream().filter(one -> one.archives() == archives).forEach(waiting::add);
      while (!waiting.isEmpty() || !playing.isEmpty()) {
        if (playing.size() < AT_ONCE && !waiting.isEmpty() && bystanders.isAnyRunning()) {
          begin(waiting.remove());
        }
        strike(look());
        for (Stage stage : List.copyOf(playing)) {
          if (stage.takeUnplannedRelease()) {
            releaseWhileNobodyPlans(stage);
          }
          if (System.nanoTime() - stage.begun() > ATTEMPT_LIMIT.toNanos()) {
            giveUp(stage);
          }
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    }

    private void begin(Scenario scenario) throws IOException {
      Score score = scores.getOrDefault(scenario, Score.NONE).begun();
      scores.put(scenario, score);
      String mark = "r%02dn%d".formatted(scenarios.indexOf(scenario), score.attempts());
      playing.add(new Stage(scenario, lab, mark));
    }

    /// Reads the event log.
    ///
    /// @return of what is played what has come to its row
    private List<Stage> look() throws IOException {
      Set<Stage> there = new HashSet<>();
      for (EventLog.Event line : events.after(last - LOOK_BACK, 1_000)) {
        last = Math.max(last, line.id());
        if (!heard.add(line.id())) {
          continue;
        }
        bystanders.hear(line);
        for (Stage stage : playing) {
          if (stage.hear(line)) {
            there.add(stage);
          }
        }
      }
      return List.copyOf(there);
    }

    private void strike(List<Stage> there) throws IOException, InterruptedException {
      if (there.isEmpty()) {
        return;
      }
      playing.removeAll(there);
      switch (victim) {
        case DISPATCHER -> {
          lab.killDispatcher();
          Optional<Duration> resumed = Optional.of(restart());
          there.forEach(
              stage -> scores.computeIfPresent(stage.scenario(), (_, s) -> s.killed(resumed)));
        }
        case AUTOSERV -> {
          List<String> marks =
              Stream.concat(there.stream().map(Stage::mark), Stream.of(Bystanders.MARK)).toList();
          boolean any = lab.killAutoservs(marks) > 0;
          bystanders.killed();
          for (Stage stage : there) {
            if (any) {
              scores.computeIfPresent(stage.scenario(), (_, s) -> s.killed(Optional.empty()));
            } else {
              playAgain(stage.scenario());
            }
          }
        }
      }
      for (Stage stage : there) {
        stage.release();
      }
    }

    private void giveUp(Stage stage) throws IOException {
      playing.remove(stage);
      stage.release();
      stage.abort();
      playAgain(stage.scenario());
    }

    private void playAgain(Scenario scenario) {
      if (scores.getOrDefault(scenario, Score.NONE).attempts() < ATTEMPTS_MAX) {
        waiting.add(scenario);
      }
    }

    private void releaseWhileNobodyPlans(Stage stage) throws IOException, InterruptedException {
      lab.killDispatcher();
      stage.release();
      while (!lab.autoservs(List.of(stage.mark())).isEmpty()) {
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
      restart();
    }

    /// Starts a dispatcher and waits until it plans.
    private Duration restart() throws IOException {
      long before = Leases.generation(lab.database());
      long began = System.nanoTime();
      lab.startDispatcher(archives);
      while (Leases.generation(lab.database()) == before) {
        if (System.nanoTime() - began > PLANS_WITHIN.toNanos()) {
          throw new IOException("starting a dispatcher once more: it does not plan\n" + lab.log());
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
      return Duration.ofNanos(System.nanoTime() - began);
    }

    /// Waits until everything is over.
    private void settle() {
      long end = System.nanoTime() + SETTLED_WITHIN.toNanos();
      while (MadeUpLab.unfinished(lab.database()) + MadeUpLab.busyHosts(lab.database()) > 0
          && System.nanoTime() - end < 0) {
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    }

    private CrashResult result() throws IOException {
      List<LifeRow> order = LifeRow.all();
      List<CrashResult.Row> rows =
          scenarios.stream()
              .sorted(Comparator.comparingInt(one -> order.indexOf(one.row())))
              .map(this::row)
              .toList();
      return new CrashResult(
          victim,
          rows,
          MadeUpLab.entries(lab.database()),
          MadeUpLab.unfinished(lab.database()) + MadeUpLab.busyHosts(lab.database()),
          doubled());
    }

    private CrashResult.Row row(Scenario scenario) {
      Score score = scores.getOrDefault(scenario, Score.NONE);
      return new CrashResult.Row(
          scenario.row().toString(),
          scenario.isByHand(),
          score.attempts(),
          score.isKilled(),
          score.resumed());
    }

    /// A second attempt is `host1@2`, and begins only when the first never did.
    private int doubled() throws IOException {
      Set<String> begun = new HashSet<>();
      int doubled = 0;
      for (String directory : lab.ran()) {
        if (!begun.add(directory.replaceFirst("@\\d+$", ""))) {
          doubled++;
        }
      }
      return doubled;
    }
  }
}
