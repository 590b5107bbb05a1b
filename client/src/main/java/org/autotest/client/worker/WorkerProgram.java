package org.autotest.client.worker;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import org.autotest.client.process.ProcessGroup;

/// How workers of one language are started.
public interface WorkerProgram extends AutoCloseable {
  /// Starts one.
  ///
  /// @param role `control`, `test` or `profiler`
  /// @param directory where it starts
  /// @param environment added to that of the harness
  /// @param whenHeard returns when the harness listens to workers: none may come before; throws
  ///   [org.autotest.client.process.ProcessNotStarted] when it never will
  /// @param outLines takes each line of its standard output, on a thread of its own
  /// @param errLines likewise for standard error
  /// @throws org.autotest.core.failure.AutotestException when this machine cannot run one
  ProcessGroup start(
      String role,
      Path directory,
      Map<String, String> environment,
      Runnable whenHeard,
      Consumer<String> outLines,
      Consumer<String> errLines);

  /// Does in advance what needs no worker yet; one will be wanted soon. What fails here is told by
  /// [#start].
  void prepare();

  /// Ends what starts workers, not the workers.
  @Override
  void close();
}
