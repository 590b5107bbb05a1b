package org.autotest.dispatcher.results;

import java.io.IOException;
import java.nio.file.Path;
import org.autotest.core.job.JobId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.tko.TkoParser.Progress;

/// Reads the results of one machine into the results database. Doing it again gives the same rows.
@FunctionalInterface
public interface ResultsIngest {
  /// Reads them.
  ///
  /// @param tag of the results: `17-alice/host1`
  /// @throws org.autotest.core.failure.AutotestException when the database or the directory is in
  ///   trouble
  void ingest(JobId job, ExecutionPath tag, Path directory, Progress progress) throws IOException;
}
