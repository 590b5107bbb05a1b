package org.autotest.dispatcher.results;

import java.nio.file.Path;
import org.autotest.core.results.ExecutionPath;

/// Hands over one results directory. Doing it again does no harm.
@FunctionalInterface
public interface ResultsArchive {
  /// Hands it over; may take long, and ends soon when the thread is interrupted.
  ///
  /// @return where the results are, for people: one line
  /// @throws ArchiveFailed with what kept them from being archived
  String archive(ExecutionPath path, Path directory) throws InterruptedException;
}
