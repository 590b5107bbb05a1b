package org.autotest.client.worker;

import java.util.List;
import java.util.Map;

/// How workers of one language are started.
public interface WorkerProgram {
  /// The command of a worker.
  ///
  /// @param role `control` or `test`
  /// @throws org.autotest.core.failure.AutotestException when this machine cannot run one
  List<String> command(String role);

  /// Added to the environment of a worker.
  Map<String, String> environment();
}
