package org.autotest.app.bench.crash;

import java.io.IOException;
import java.time.Duration;
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
import org.autotest.store.lab.EventLog;
import org.autotest.store.lab.MadeUpLab;

/// Plays scenarios in one lab, several at a time and each until something was killed at its row.
final class CrashRun {
  /// Scenarios at the same time.
  private static final int AT_ONCE = 12;

  private static final int ATTEMPTS_MAX = 10;
  private static final Duration ATTEMPT_LIMIT = Duration.ofSeconds(60);

  /// For all scenarios of a lab that archives, or of one that does not.
  private static final Duration PLAY_LIMIT = Duration.ofMinutes(10);

  private static final Duration LOOK_EVERY = Duration.ofMillis(5);

  /// Lines of the event log that a transaction still open may come to stand before.
  private static final int LOOK_BACK = 100;

  private static final Duration SETTLED_WITHIN = Duration.ofMinutes(2);

  private final CrashLab lab;
  private final Killer killer;
  private final List<Scenario> scenarios;
  private final Map<Scenario, Score> scores = new HashMap<>();
  private final Deque<Scenario> waiting = new ArrayDeque<>();
  private final List<Stage> playing = new ArrayList<>();
  private final EventLog events;
  private final Set<Long> heard = new HashSet<>();
  private long last;

  CrashRun(CrashLab lab, Killer killer, List<Scenario> scenarios) {
    this.lab = lab;
    this.scenarios = scenarios;
    this.killer = killer;
    this.events = new EventLog(lab.database());
  }

  /// What became of a scenario so far.
  private record Score(int attempts, boolean isKilled, Optional<Duration> resumed) {
    static final Score NONE = new Score(0, false, Optional.empty());

    Score begun() {
      return new Score(attempts + 1, isKilled, resumed);
    }

    Score killed(Killer.Kill kill) {
      return new Score(attempts, true, kill.resumed());
    }
  }

  /// Plays all of them.
  ///
  /// @param victim what the result shall tell was killed
  CrashResult all(CrashBench.Victim victim) throws IOException, InterruptedException {
    lab.startDispatcher();
    play(false);
    lab.killDispatcher();
    lab.archive();
    lab.startDispatcher();
    play(true);
    killer.end();
    settle();
    return result(victim);
  }

  /// Plays all scenarios of a lab that archives, or of one that does not. Those that have not come
  /// to their rows when time is up do not.
  private void play(boolean archives) throws IOException, InterruptedException {
    scenarios.stream().filter(one -> one.archives() == archives).forEach(waiting::add);
    long began = System.nanoTime();
    while (!waiting.isEmpty() || !playing.isEmpty()) {
      if (System.nanoTime() - began > PLAY_LIMIT.toNanos()) {
        giveUpAll();
        return;
      }
      if (playing.size() < AT_ONCE && !waiting.isEmpty() && killer.isReadyFor(playing.size() + 1)) {
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
      killer.hear(line);
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
    Map<Stage, Killer.Kill> kills = killer.kill(there);
    for (Stage stage : there) {
      Killer.Kill kill = kills.get(stage);
      if (kill != null) {
        scores.computeIfPresent(stage.scenario(), (_, score) -> score.killed(kill));
      } else {
        playAgain(stage.scenario());
      }
      stage.release();
    }
  }

  private void giveUp(Stage stage) throws IOException {
    playing.remove(stage);
    stage.release();
    stage.abort();
    playAgain(stage.scenario());
  }

  private void giveUpAll() throws IOException {
    for (Stage stage : List.copyOf(playing)) {
      giveUp(stage);
    }
    waiting.clear();
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
    lab.startDispatcher();
  }

  /// Waits until everything is over.
  private void settle() throws IOException {
    long end = System.nanoTime() + SETTLED_WITHIN.toNanos();
    while (MadeUpLab.unfinished(lab.database()) + MadeUpLab.busyHosts(lab.database()) > 0
        && System.nanoTime() - end < 0) {
      look();
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    look();
  }

  private CrashResult result(CrashBench.Victim victim) throws IOException {
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
        doubled(),
        killer.complaints());
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
