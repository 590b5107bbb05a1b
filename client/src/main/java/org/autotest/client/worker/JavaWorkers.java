package org.autotest.client.worker;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.autotest.client.bridge.BridgeServer;
import org.autotest.client.log.LogSink;
import org.jspecify.annotations.Nullable;

/// The Java workers of a job: starting one costs as much as a hundred trivial tests, so one that
/// behaved gets the next test.
final class JavaWorkers implements AutoCloseable {
  private final BridgeServer bridge;
  private final WorkerProgram program;
  private final Path directory;
  private final LogSink log;
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final List<Worker> leaving = new ArrayList<>();
  private @Nullable CompletableFuture<Worker> ahead;
  private boolean closed;

  JavaWorkers(BridgeServer bridge, WorkerProgram program, Path directory, LogSink log) {
    this.bridge = bridge;
    this.program = program;
    this.directory = directory;
    this.log = log;
  }

  /// Starts one in advance, unless one is waiting already; does not wait for the start, which takes
  /// as long as what else the job has to do first.
  synchronized void startAhead() {
    if (idle.isEmpty() && ahead == null && !closed) {
      CompletableFuture<Worker> started = new CompletableFuture<>();
      ahead = started;
      Thread.ofPlatform().daemon().name("starting a worker").start(() -> startInto(started));
    }
  }

  private void startInto(CompletableFuture<Worker> started) {
    try {
      started.complete(start());
    } catch (RuntimeException | Error cannot) {
      started.completeExceptionally(cannot);
    }
  }

  /// Brings the one that was started in advance to those that wait. When it could not be started,
  /// the next start says why.
  private void awaitAhead() {
    CompletableFuture<Worker> started = ahead;
    ahead = null;
    if (started != null) {
      started.handle((worker, _) -> Optional.ofNullable(worker)).join().ifPresent(idle::push);
    }
  }

  synchronized Worker take() {
    awaitAhead();
    while (!idle.isEmpty()) {
      Worker worker = idle.pop();
      if (worker.isUsable()) {
        return worker;
      }
      worker.close();
    }
    return start();
  }

  synchronized void giveBack(Worker worker) {
    if (closed) {
      worker.close();
    } else {
      worker.assign(new Idle(), log);
      idle.push(worker);
    }
  }

  /// Lets those go that wait; one that is wanted after all is started.
  synchronized void letGo() {
    awaitAhead();
    idle.forEach(Worker::leave);
    leaving.addAll(idle);
    idle.clear();
  }

  @Override
  public synchronized void close() {
    closed = true;
    awaitAhead();
    idle.forEach(Worker::close);
    idle.clear();
    leaving.forEach(Worker::close);
    leaving.clear();
  }

  private Worker start() {
    return start("test", directory, log);
  }

  /// Starts one that is none of these.
  Worker start(String role, Path where, LogSink output) {
    return Worker.start(bridge, program, role, where, output);
  }
}
