package org.autotest.client.worker;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.autotest.client.bridge.BridgeServer;
import org.autotest.client.log.LogSink;

/// The Java workers of a job: starting one costs as much as a hundred trivial tests, so one that
/// behaved gets the next test.
final class JavaWorkers implements AutoCloseable {
  private final BridgeServer bridge;
  private final WorkerProgram program;
  private final Path directory;
  private final LogSink log;
  private final Deque<Worker> idle = new ArrayDeque<>();
  private boolean closed;

  JavaWorkers(BridgeServer bridge, WorkerProgram program, Path directory, LogSink log) {
    this.bridge = bridge;
    this.program = program;
    this.directory = directory;
    this.log = log;
  }

  /// Starts one in advance, unless one is waiting already.
  synchronized void startAhead() {
    if (idle.isEmpty() && !closed) {
      idle.push(start());
    }
  }

  synchronized Worker take() {
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

  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(Worker::close);
    idle.clear();
  }

  private Worker start() {
    return Worker.start(bridge, program, "test", directory, log);
  }
}
