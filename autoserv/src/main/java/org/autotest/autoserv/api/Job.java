package org.autotest.autoserv.api;

import java.nio.file.Path;
import java.util.List;
import org.autotest.core.statuslog.StatusCode;

/// The job, as a control file sees it under the name `job`.
public interface Job {
  /// Writes a line into the status log.
  ///
  /// @param operation what it is about
  void record(StatusCode code, String operation, String message);

  /// Brackets what happens in `body` in the status log: `END GOOD`, or `END ABORT` when it throws.
  void runGroup(String name, Runnable body);

  /// Arguments of the control file.
  List<String> args();

  /// `17-alice/host7`; empty text when the job has none.
  String tag();

  /// Where results go.
  Path resultDirectory();
}
