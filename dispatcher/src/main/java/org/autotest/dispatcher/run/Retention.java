package org.autotest.dispatcher.run;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.autotest.core.results.ArchiveMark;
import org.autotest.core.results.ExecutionPath;
import org.autotest.core.results.ResultsDisk;
import org.autotest.dispatcher.DispatcherConfig.Results;
import org.autotest.dispatcher.results.ResultsFiles;
import org.autotest.store.lab.OldResults;
import org.autotest.store.lab.OldResults.OldJob;

/// Removes results directories of jobs that ended long ago, once an hour; what the lab archives is
/// removed only when all of it is archived. Rows of the results database stay.
final class Retention {
  private static final System.Logger LOG = System.getLogger(Retention.class.getName());

  private static final Duration PAUSE = Duration.ofHours(1);
  private static final int AT_ONCE = 200;

  private final OldResults old;
  private final ResultsFiles files;
  private final Results results;

  Retention(OldResults old, ResultsFiles files, Results results) {
    this.old = old;
    this.files = files;
    this.results = results;
  }

  /// Removes from now on, until that is closed.
  Chore start() {
    return new Chore(
        "removing old results",
        PAUSE,
        isClosed -> {
          int removed = results.keep().isPositive() ? removeOld(isClosed) : 0;
          if (removed > 0) {
            LOG.log(Level.INFO, "results of %d jobs were removed".formatted(removed));
          }
          return PAUSE;
        });
  }

  /// Removes everything that is due.
  ///
  /// @param isEnough asked before each job
  /// @return of how many jobs
  int removeOld(BooleanSupplier isEnough) {
    int removed = 0;
    long after = 0;
    List<OldJob> due;
    do {
      due = old.due(results.keep(), after, AT_ONCE);
      for (OldJob job : due) {
        if (isEnough.getAsBoolean()) {
          return removed;
        }
        removed += remove(job) ? 1 : 0;
        after = job.id().value();
      }
    } while (due.size() == AT_ONCE);
    return removed;
  }

  private boolean remove(OldJob job) {
    List<ExecutionPath> paths =
        job.subdirs().stream()
            .map(subdir -> Subjects.path(job.id(), job.owner(), subdir))
            .flatMap(Optional::stream)
            .toList();
    try {
      if (results.archive().isPresent() && !areArchived(paths)) {
        return false;
      }
      if (!paths.isEmpty()) {
        files.removeJob(paths.getFirst());
      }
      old.removed(
          job.id(),
          "its results were removed, %d days after it ended".formatted(results.keep().toDays()));
      return true;
    } catch (IOException failure) {
      LOG.log(
          Level.WARNING,
          "removing results of job %s: %s"
              .formatted(job.id(), ResultsDisk.said(failure, "then it is tried again")));
      return false;
    }
  }

  private boolean areArchived(List<ExecutionPath> paths) throws IOException {
    for (ExecutionPath path : paths) {
      if (Files.isDirectory(files.directory(path))
          && ArchiveMark.place(files.directory(path)).isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
