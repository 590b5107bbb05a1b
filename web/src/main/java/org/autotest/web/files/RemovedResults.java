package org.autotest.web.files;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.JobId;
import org.autotest.store.Database;
import org.autotest.store.views.JobArchive;

/// Says where files went that were there once.
final class RemovedResults {
  /// The first directory of a job's results: `17-alice`.
  private static final Pattern OF_JOB = Pattern.compile("(\\d{1,9})-[^/]+(/.*)?");

  private final Database database;

  RemovedResults(Database database) {
    this.database = database;
  }

  /// What to say of a file that is not there; empty when it was not removed by the lab.
  Optional<BadRequest> of(String path) {
    Matcher job = OF_JOB.matcher(path);
    if (!job.matches()) {
      return Optional.empty();
    }
    JobId id = new JobId(Long.parseLong(job.group(1)));
    JobArchive archive = database.read(handle -> JobArchive.read(handle, id));
    return archive
        .removedOn()
        .map(
            when ->
                BadRequest.of(
                    BadRequest.Kind.NOT_FOUND,
                    "path",
                    "the results of job %s were removed on %s; %s"
                        .formatted(id, when.toString().substring(0, 10), archive.placesInWords())));
  }
}
