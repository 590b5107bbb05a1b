package org.autotest.dispatcher.launch;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.core.job.ExecutionId;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Starts and stops autoserv processes that survive the dispatcher.
///
/// Each execution has a *fence*, a file in its results directory that exactly one party can create:
/// its process, before it does anything, or whoever gives the execution up. So a start that a crash
/// interrupted is known either to have happened or never to happen.
public interface Launcher {
  /// One start.
  ///
  /// @param directory of the results, which exists
  /// @param argv the program and its arguments, never a shell line
  /// @param output takes what the process prints, appended; in the results directory
  record Launch(ExecutionId execution, Path directory, List<String> argv, Path output) {
    public Launch {
      argv = List.copyOf(argv);
    }
  }

  /// Starts a process.
  ///
  /// @throws LaunchFailed when there is none and never will be; it may be tried again as another
  ///   execution
  /// @throws StartUnknown when it may have been started, or may still be: whoever would try again
  ///   claims it first
  ProcessRef launch(Launch launch);

  /// Gives up a start of which nothing is recorded, unless it happened.
  ///
  /// @return the process when it did start, dead or alive; empty when it never will
  /// @throws LaunchFailed when the directory does not answer the question
  Optional<ProcessRef> claim(ExecutionId execution, Path directory);

  /// Whether the process still runs: that very one, not another with the same number.
  boolean isAlive(ProcessRef process);

  /// Calls `gone` once, in a thread of the launcher's, when the process has ended; at once when it
  /// has already.
  void onGone(ProcessRef process, Runnable gone);

  /// Asks the process to end. It may collect what its host still holds.
  void terminate(ProcessRef process);

  /// Ends the process and all of its session by force.
  void kill(ProcessRef process);
}
