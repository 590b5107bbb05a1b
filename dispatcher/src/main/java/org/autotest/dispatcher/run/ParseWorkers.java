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
import org.jspecify.annotations.Nullable;

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
  private final Map<ExecutionPath, Queue> queues = new ConcurrentHashMap<>();
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
            copyNoted(path);
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

  /// Copies what special tasks left for a run; reading it for good waits for that.
  void copyTasks(ExecutionPath path) {
    threads.execute(() -> copyNoted(path));
  }

  /// What is good to have must not keep the rest from being read.
  private void copyNoted(ExecutionPath path) {
    try (Turn _ = new Turn(path)) {
      files.copyTasks(path);
    } catch (ResultsTrouble trouble) {
      LOG.log(
          System.Logger.Level.WARNING,
          "%s; left out (blame: %s)".formatted(trouble.problem(), trouble.blame().inWords()));
    }
  }

  /// Who wants a directory, one after the other.
  private static final class Queue {
    private final ReentrantLock lock = new ReentrantLock();
    private int length;

    Queue joined() {
      length++;
      return this;
    }

    /// Null when nobody is left.
    @Nullable Queue left() {
      length--;
      return length == 0 ? null : this;
    }
  }

  /// One works on a directory at a time, and a few on all of them.
  private final class Turn implements AutoCloseable {
    private final ExecutionPath path;
    private final Queue queue;

    Turn(ExecutionPath path) {
      this.path = path;
      this.queue =
          queues.compute(path, (_, known) -> (known == null ? new Queue() : known).joined());
      queue.lock.lock();
      places.acquireUninterruptibly();
    }

    @Override
    public void close() {
      places.release();
      queue.lock.unlock();
      queues.computeIfPresent(path, (_, known) -> known.left());
    }
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
    try (Turn _ = new Turn(path)) {
      for (ExecutionPath machine :
          isWanted.getAsBoolean() ? files.machineDirectories(path) : List.<ExecutionPath>of()) {
        ingest.ingest(job, machine, files.directory(machine), progress);
      }
    } catch (IOException failure) {
      throw new ResultsTrouble("reading results of " + path, failure);
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
