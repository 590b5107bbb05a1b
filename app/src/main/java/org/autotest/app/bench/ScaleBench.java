package org.autotest.app.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.autotest.dispatcher.run.Rounds;
import org.autotest.store.ServerLoad;
import org.autotest.store.lab.MadeUpLab;
import org.autotest.store.lab.Round;

/// Measures the dispatcher in a lab of a given size: the real loop on a real database, without
/// processes. All figures of one size come from one lab, but for the drain, which has its own.
public final class ScaleBench {
  /// What to measure.
  ///
  /// @param rate submissions per second of the latency phase
  /// @param seconds length of the latency phase, and of the throughput phase
  public record Load(MadeUpLab.Size size, int rate, int seconds) {}

  /// A lab whose queue of runnable jobs is emptied.
  private static final MadeUpLab.Size DRAIN = new MadeUpLab.Size(1_000, 1_000);

  private static final int DRAINS = 10;

  private static final List<Integer> CHANGES = List.of(1, 10, 100, 1_000);
  private static final int REPEATS = 7;
  private static final Duration IDLE = Duration.ofSeconds(5);

  /// Most jobs submitted and not started in the throughput phase.
  private static final int AHEAD_MAX = 200;

  private final Path scratch;
  private final String searchPath;
  private final InstantSource clock;

  /// Prepares it.
  ///
  /// @param scratch an empty directory
  ScaleBench(Path scratch, String searchPath, InstantSource clock) {
    this.scratch = scratch;
    this.searchPath = searchPath;
    this.clock = clock;
  }

  List<Figure> run(Load load) throws IOException, InterruptedException {
    List<Figure> figures = new ArrayList<>();
    String name = "dispatcher.h%d.q%d.".formatted(load.size().hosts(), load.size().queued());
    long heapBefore = heapBytes();
    try (ScaleLab lab = new ScaleLab(scratch.resolve("scale"), searchPath, clock)) {
      MadeUpLab.fillWaiting(lab.submitters(), load.size());
      Duration loaded = lab.start();
      figures.add(
          new Figure(name + "load_ms", "start to end of first round", millis(loaded), "ms", ""));
      figures.add(
          new Figure(
              name + "heap_mb",
              "memory of the picture",
              (heapBytes() - heapBefore) / 1e6,
              "MB",
              ""));
      figures.add(idle(name, lab));
      for (int changes : CHANGES) {
        figures.add(round(name, lab, changes));
      }
      figures.addAll(latency(name, lab, load));
      figures.add(throughput(name, lab, load));
    }
    return figures;
  }

  /// Processor time of a round in which nothing happened.
  private static Figure idle(String name, ScaleLab lab) throws IOException {
    Rounds.Totals before = lab.dispatcher().rounds().totals();
    LockSupport.parkNanos(IDLE.toNanos());
    Rounds.Totals after = lab.dispatcher().rounds().totals();
    if (after.idle() == before.idle()) {
      throw new IOException("measuring the dispatcher: it is never idle");
    }
    double nanos = after.idleCpu().minus(before.idleCpu()).toNanos();
    return new Figure(
        name + "idle_round_us",
        "CPU of a round, nothing changed",
        nanos / 1e3 / (after.idle() - before.idle()),
        "us",
        "5000");
  }

  /// Processor time of a round that takes in some changed hosts; the least of several.
  private static Figure round(String name, ScaleLab lab, int changes) throws IOException {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < REPEATS; i++) {
      int wanted = Math.min(changes, 1_000);
      long last = lastNumber(lab);
      MadeUpLab.touchHosts(lab.submitters(), wanted);
      lab.await("taking in changes", () -> lastNumber(lab) > last);
      Round round = lab.dispatcher().rounds().last().getLast();
      least = Math.min(least, round.cpu().toNanos() / 1e3);
    }
    return new Figure(
        name + "round_%d_us".formatted(changes),
        "CPU of a round, %d hosts changed".formatted(changes),
        least,
        "us",
        "");
  }

  private static long lastNumber(ScaleLab lab) {
    List<Round> last = lab.dispatcher().rounds().last();
    return last.isEmpty() ? 0 : last.getLast().number();
  }

  private static List<Figure> latency(String name, ScaleLab lab, Load load)
      throws IOException, InterruptedException {
    Submitter submitter = new Submitter(lab.submitters(), load.size().hosts());
    submitter.atRate(load.rate(), Duration.ofSeconds(load.seconds()));
    double[] waits = waits(lab, submitter.submittedAt());
    String meaning = "submit to start at %d/s, ".formatted(load.rate());
    return List.of(
        new Figure(name + "p50_ms", meaning + "p50", Figure.percentile(waits, 0.5), "ms", "100"),
        new Figure(name + "p99_ms", meaning + "p99", Figure.percentile(waits, 0.99), "ms", "1000"),
        new Figure(name + "worst_ms", meaning + "worst", Figure.percentile(waits, 1), "ms", ""));
  }

  private static double[] waits(ScaleLab lab, Map<Long, Long> submittedAt) throws IOException {
    lab.await(
        "starting what was submitted",
        () ->
            submittedAt.keySet().stream()
                .allMatch(job -> lab.launcher().startedAt(job).isPresent()));
    return submittedAt.entrySet().stream()
        .mapToDouble(
            job -> (lab.launcher().startedAt(job.getKey()).orElseThrow() - job.getValue()) / 1e6)
        .toArray();
  }

  private static Figure throughput(String name, ScaleLab lab, Load load)
      throws IOException, InterruptedException {
    Submitter submitter = new Submitter(lab.submitters(), load.size().hosts());
    Semaphore ahead = new Semaphore(AHEAD_MAX);
    int before = lab.launcher().started();
    Thread giver = Thread.startVirtualThread(() -> giveBack(lab, ahead, before));
    long began = System.nanoTime();
    submitter.asFastAsPossible(Duration.ofSeconds(load.seconds()), ahead);
    Map<Long, Long> submitted = submitter.submittedAt();
    waits(lab, submitted);
    double seconds = (System.nanoTime() - began) / 1e9;
    giver.interrupt();
    giver.join();
    return new Figure(
        name + "submissions_per_s",
        "submitted and started, sustained",
        submitted.size() / seconds,
        "1/s",
        "200");
  }

  private static void giveBack(ScaleLab lab, Semaphore ahead, int before) {
    int seen = before;
    while (!Thread.currentThread().isInterrupted()) {
      int now = lab.launcher().started();
      ahead.release(now - seen);
      seen = now;
      LockSupport.parkNanos(1_000_000);
    }
  }

  /// Empties a queue of runnable jobs, each on a host of its own or on one that is free again,
  /// several times. The last one counts: a dispatcher runs for months, and its code is compiled by
  /// then.
  List<Figure> drain() throws IOException, InterruptedException {
    for (int i = 1; i < DRAINS; i++) {
      drainOnce();
    }
    return drainOnce();
  }

  private List<Figure> drainOnce() throws IOException, InterruptedException {
    try (ScaleLab lab = new ScaleLab(scratch.resolve("drain"), searchPath, clock)) {
      MadeUpLab.fillRunnable(lab.submitters(), DRAIN);
      long before = ServerLoad.of(lab.submitters()).statements();
      Duration cpuBefore = ownCpu();
      long began = System.nanoTime();
      lab.start();
      // Asking the database costs it something, so only at the end.
      lab.await("starting the queue", () -> lab.launcher().started() == DRAIN.queued());
      lab.await("emptying the queue", () -> MadeUpLab.unfinished(lab.submitters()) == 0);
      double seconds = (System.nanoTime() - began) / 1e9;
      double cpuMillis = millis(ownCpu().minus(cpuBefore));
      double statements = ServerLoad.of(lab.submitters()).statements() - before;
      return List.of(
          new Figure(
              "dispatcher.drain_s",
              "%d jobs on %d hosts, start to empty".formatted(DRAIN.queued(), DRAIN.hosts()),
              seconds,
              "s",
              "1"),
          new Figure(
              "dispatcher.drain_cpu_ms_per_job",
              "CPU of the dispatcher for each of them",
              cpuMillis / DRAIN.queued(),
              "ms",
              ""),
          new Figure(
              "dispatcher.drain_statements_per_job",
              "statements for each of them, those that wait for the end included",
              statements / DRAIN.queued(),
              "",
              "10"));
    }
  }

  private static Duration ownCpu() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static double millis(Duration time) {
    return time.toNanos() / 1e6;
  }

  /// What is in use after a collection.
  private static long heapBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
