package org.autotest.store.tko;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.autotest.core.job.JobId;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.tko.TkoParser;
import org.autotest.core.tko.TkoParser.Progress;
import org.autotest.store.Database;

/// Takes a results directory all the way into the results database: parses it and makes the rows
/// equal to what was found. May be repeated at any time, also while the job runs.
public final class ResultsIngestion {
  private static final System.Logger LOG = System.getLogger(ResultsIngestion.class.getName());

  private final TkoStore store;

  public ResultsIngestion(Database database) {
    this.store = new TkoStore(database);
  }

  /// Ingests the results of one machine.
  ///
  /// @param tag of the results: `17-alice/host1`
  /// @param progress whether the job still writes to the directory
  /// @throws org.autotest.core.failure.AutotestException when there is no such directory, or the
  ///   database is in trouble
  public void ingest(JobId job, ExecutionPath tag, Path directory, Progress progress)
      throws IOException {
    TkoStore.Report report =
        store.ingest(tag.value(), Optional.of(job), TkoParser.parse(directory, progress));
    if (!report.note().isEmpty()) {
      LOG.log(System.Logger.Level.INFO, "results of %s: %s".formatted(tag, report.note()));
    }
  }
}
