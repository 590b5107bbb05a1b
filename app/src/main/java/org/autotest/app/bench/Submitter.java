package org.autotest.app.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.autotest.core.job.NewJob;
import org.autotest.store.Database;
import org.autotest.store.jobs.JobCreation;
import org.autotest.store.lab.MadeUpLab;

/// Submits jobs that can run at once, as front ends do, and notes when each was to be submitted.
final class Submitter {
  private static final int AT_ONCE = 4;

  private final JobCreation creation;
  private final int hosts;
  private final Map<Long, Long> submittedAt = new ConcurrentHashMap<>();

  /// Prepares it.
  ///
  /// @param hosts of the made-up lab
  Submitter(Database database, int hosts) {
    this.creation = new JobCreation(database);
    this.hosts = hosts;
  }

  /// Submits at a fixed rate, however long each submission takes: a job counts from the moment in
  /// which it was due.
  void atRate(int perSecond, Duration length) throws InterruptedException {
    long began = System.nanoTime();
    long count = perSecond * length.toSeconds();
    List<Thread> threads = new ArrayList<>();
    for (long number = 0; number < count; number++) {
      long due = began + number * 1_000_000_000L / perSecond;
      while (System.nanoTime() - due < 0) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      NewJob job = job(new SplittableRandom(number));
      threads.add(Thread.startVirtualThread(() -> submit(job, due)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /// Submits as fast as the database takes it, a few at a time, but never more than a given number
  /// ahead of what has started.
  ///
  /// @param ahead permits, given back by whoever sees a job start
  void asFastAsPossible(Duration length, Semaphore ahead) throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    AtomicLong number = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < AT_ONCE; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                while (System.nanoTime() - end < 0) {
                  ahead.acquireUninterruptibly();
                  submit(job(new SplittableRandom(number.incrementAndGet())), System.nanoTime());
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void submit(NewJob job, long due) {
    String owner = "owner" + new SplittableRandom(due).nextInt(MadeUpLab.OWNERS);
    submittedAt.put(creation.create(owner, job).value(), due);
  }

  /// When each job was to be submitted, by [System#nanoTime].
  Map<Long, Long> submittedAt() {
    return Map.copyOf(submittedAt);
  }

  /// [SplittableRandom], since the first bits of `Random` are alike for small seeds: all would name
  /// hosts. Half of the jobs name a free host, half take any of a pool whose hosts are free.
  private NewJob job(SplittableRandom random) {
    NewJob.Targets targets =
        random.nextBoolean()
            ? NewJob.Targets.hosts("host" + random.nextInt(hosts / 2) * 2)
            : NewJob.Targets.metaHosts("pool" + random.nextInt(MadeUpLab.POOLS / 2) * 2);
    return BenchJob.on(targets);
  }
}
