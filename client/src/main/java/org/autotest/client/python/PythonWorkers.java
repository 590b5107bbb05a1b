package org.autotest.client.python;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.autotest.client.process.ProcessGroup;
import org.autotest.client.worker.WorkerProgram;
import org.autotest.core.failure.AutotestException;
import org.jspecify.annotations.Nullable;

/// The Python workers of a job, made by a fork server that starts when the first one is wanted.
public final class PythonWorkers implements WorkerProgram {
  private final PythonProgram program;
  private @Nullable PythonForkServer server;

  public PythonWorkers(PythonProgram program) {
    this.program = program;
  }

  @Override
  public ProcessGroup start(
      String role,
      Path directory,
      Map<String, String> environment,
      Runnable whenHeard,
      Consumer<String> outLines,
      Consumer<String> errLines) {
    whenHeard.run();
    return running().fork(role, directory, environment, outLines, errLines);
  }

  @Override
  public void prepare() {
    try {
      running();
    } catch (AutotestException cannot) {
      // Starting a worker will say so.
    }
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
    }
  }

  /// One that listens: what a test does may have ended the one before.
  private synchronized PythonForkServer running() {
    PythonForkServer present = server;
    if (present == null || !present.isUsable()) {
      if (present != null) {
        present.close();
      }
      present = PythonForkServer.start(program.command(), program.environment());
      server = present;
    }
    return present;
  }
}
