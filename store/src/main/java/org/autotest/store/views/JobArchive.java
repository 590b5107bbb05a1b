package org.autotest.store.views;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.autotest.core.job.JobId;
import org.jdbi.v3.core.Handle;

/// What became of the results directory of a job.
///
/// @param removedOn when the lab removed it; empty while it is there
/// @param places where its results are archived, at most [#PLACES_MAX]
/// @param placesInAll how many there are
public record JobArchive(Optional<Instant> removedOn, List<String> places, int placesInAll) {
  /// Most places that are told.
  public static final int PLACES_MAX = 3;

  private static final String REMOVED =
      """
      SELECT results_removed_on FROM afe_jobs WHERE id = :job
      """;

  private static final String PLACES =
      """
      SELECT DISTINCT archived_to FROM afe_host_queue_entries
      WHERE job_id = :job AND archived_to IS NOT NULL
      ORDER BY archived_to
      """;

  public JobArchive {
    places = List.copyOf(places);
  }

  /// Of a job that may not exist.
  public static JobArchive read(Handle handle, JobId job) {
    Optional<Instant> removedOn =
        handle
            .createQuery(REMOVED)
            .bind("job", job.value())
            .map((row, _) -> Rows.time(row, "results_removed_on"))
            .findOne()
            .flatMap(time -> time);
    List<String> places =
        handle.createQuery(PLACES).bind("job", job.value()).mapTo(String.class).list();
    return new JobArchive(
        removedOn, places.subList(0, Math.min(places.size(), PLACES_MAX)), places.size());
  }

  /// `archived: s3://lab/17-alice/host1 and 4 more`, or that they are not.
  public String placesInWords() {
    if (places.isEmpty()) {
      return "not archived";
    }
    String more =
        placesInAll > places.size() ? " and %d more".formatted(placesInAll - places.size()) : "";
    return "archived: " + String.join(", ", places) + more;
  }
}
