package org.autotest.dispatcher.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.JobId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.tko.TkoParser.Progress;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.ParseDesk;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.dispatcher.results.ResultsIngest;
import org.autotest.dispatcher.results.ResultsTrouble;
import org.autotest.store.lab.Failure;

/// Reads results into the results database beside the loop: those of running jobs whenever their
/// status logs have grown, and those of ended ones for good.
final class ParseWorkers implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ParseWorkers.class.getName());

  /// A run whose results are read as they come.
  private record Live(JobId job, ExecutionPath path) {}

  private final ResultsFiles files;
  private final ResultsIngest ingest;
  private final Inbox inbox;
  private final Semaphore places;
  private final BooleanSupplier isPlanner;
  private final ExecutorService threads;
  private final Map<Live, Long> live = new ConcurrentHashMap<>();
  private final Map<ExecutionPath, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final Thread follower;
  private volatile boolean closed;

  /// What is read, and where it goes.
  ///
  /// @param atOnceMax results directories read at the same time
  /// @param isPlanner whether the lease is held at this very moment: somebody else may have read
  ///   the run for good meanwhile
  record Reading(
      ResultsFiles files, ResultsIngest ingest, int atOnceMax, BooleanSupplier isPlanner) {}

  /// Starts looking at running jobs.
  ///
  /// @param pause between two looks
  /// @param threads in which results are read for good
  ParseWorkers(Reading reading, Inbox inbox, Duration pause, ExecutorService threads) {
    this.files = reading.files();
    this.ingest = reading.ingest();
    this.inbox = inbox;
    this.places = new Semaphore(reading.atOnceMax());
    this.isPlanner = reading.isPlanner();
    this.threads = threads;
    this.follower = Thread.ofVirtual().name("live-results").start(() -> follow(pause));
  }

  /// Reads the results of a run as they come, until [#forget].
  void follow(JobId job, ExecutionPath path) {
    live.putIfAbsent(new Live(job, path), -1L);
  }

  /// The run is over.
  void forget(JobId job, ExecutionPath path) {
    live.remove(new Live(job, path));
  }

  /// Whatever runs is followed by somebody else from now on, or from the beginning.
  void forgetAll() {
    live.clear();
  }

  /// Reads the results of a group for good; the inbox tells how it went.
  void parse(GroupKey group, ExecutionPath path) {
    forget(group.job(), path);
    threads.execute(
        () -> {
          try {
            read(group.job(), path, Progress.ENDED, () -> true);
            inbox.add(new Observation.Parsed(group, new ParseDesk.Parsed(Optional.empty())));
          } catch (AutotestException trouble) {
            inbox.add(
                files.isGone(path)
                    ? new Observation.Parsed(group, gone(path))
                    : new Observation.NotParsed(group, trouble));
          } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "reading results of " + path, bug);
            Failure failure =
                new Failure(Blame.BUG, "reading results of %s: %s".formatted(path, bug));
            inbox.add(new Observation.Parsed(group, new ParseDesk.Parsed(Optional.of(failure))));
          }
        });
  }

  private static ParseDesk.Parsed gone(ExecutionPath path) {
    return new ParseDesk.Parsed(
        Optional.of(
            new Failure(
                Blame.LAB,
                "reading results of %s: there is no such directory: it could not be written, or somebody removed it"
                    .formatted(path))));
  }

  private void read(JobId job, ExecutionPath path, Progress progress, BooleanSupplier isWanted) {
    ReentrantLock lock = locks.computeIfAbsent(path, _ -> new ReentrantLock());
    lock.lock();
    places.acquireUninterruptibly();
    try {
      for (ExecutionPath machine :
          isWanted.getAsBoolean() ? files.machineDirectories(path) : List.<ExecutionPath>of()) {
        ingest.ingest(job, machine, files.directory(machine), progress);
      }
    } catch (IOException failure) {
      throw new ResultsTrouble("reading results of " + path, failure);
    } finally {
      places.release();
      lock.unlock();
      if (progress == Progress.ENDED) {
        locks.remove(path);
      }
    }
  }

  private void follow(Duration pause) {
    while (!closed) {
      for (Map.Entry<Live, Long> known : live.entrySet()) {
        long size = size(known.getKey().path());
        if (size != known.getValue() && size > 0) {
          readLive(known.getKey(), size);
        }
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  private void readLive(Live run, long size) {
    try {
      // Once a run is read for good nobody may write over that.
      read(
          run.job(),
          run.path(),
          Progress.RUNNING,
          () -> live.containsKey(run) && isPlanner.getAsBoolean());
      live.replace(run, size);
    } catch (RuntimeException trouble) {
      // The final reading will say so if it is still so then.
      LOG.log(
          System.Logger.Level.DEBUG,
          "reading results of %s while it runs: %s".formatted(run.path(), trouble.getMessage()));
      live.replace(run, size);
    }
  }

  /// Bytes in the status logs of the run.
  private long size(ExecutionPath path) {
    try {
      long bytes = 0;
      for (ExecutionPath machine : files.machineDirectories(path)) {
        Path log = files.directory(machine).resolve("status.log");
        bytes += Files.isRegularFile(log) ? Files.size(log) : 0;
      }
      return bytes;
    } catch (IOException | AutotestException unreadable) {
      return -1;
    }
  }

  /// Lets the readings under way come to their end.
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(follower);
    threads.close();
  }
}
