package org.autotest.web.story;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.job.JobId;
import org.autotest.core.schedule.Explanation;
import org.autotest.store.Database;
import org.autotest.store.views.EntryCounts;
import org.autotest.store.views.EntryView;
import org.autotest.store.views.EntryViews;
import org.autotest.store.views.JobDetail;
import org.autotest.store.views.JobViews;
import org.autotest.store.views.ResultViews;
import org.autotest.store.views.TestView;
import org.autotest.store.views.WhyViews;

/// A job with as much around it as a sentence about it needs.
///
/// @param entries the first [#ENTRIES_MAX]
/// @param waiting entries that have not come to run, with why
/// @param failures the first [#FAILURES_MAX] tests that failed
public record JobStory(
    JobDetail detail,
    List<EntryView> entries,
    List<WhyViews.Waiting> waiting,
    List<TestView> failures,
    Verdict verdict) {
  /// Most entries loaded.
  public static final int ENTRIES_MAX = 500;

  /// Most failures loaded.
  public static final int FAILURES_MAX = 200;

  /// Finds jobs and tells of them.
  public static final class Teller {
    private final JobViews jobs;
    private final EntryViews entries;
    private final WhyViews why;
    private final ResultViews results;

    public Teller(Database database) {
      this.jobs = new JobViews(database);
      this.entries = new EntryViews(database);
      this.why = new WhyViews(database);
      this.results = new ResultViews(database);
    }

    /// Loads a job.
    ///
    /// @throws BadRequest when there is no such job
    public JobStory tell(JobId id) {
      JobDetail detail =
          jobs.find(id)
              .orElseThrow(
                  () -> BadRequest.of(BadRequest.Kind.NOT_FOUND, "id", "there is no job " + id));
      List<EntryView> some = entries.ofJob(id, OptionalLong.empty(), ENTRIES_MAX);
      boolean anyWaits = some.stream().anyMatch(entry -> !entry.status().isComplete());
      List<WhyViews.Waiting> waiting = anyWaits ? why.ofJob(id) : List.of();
      List<TestView> failures = results.failuresOfJob(id, FAILURES_MAX);
      Optional<String> hold =
          waiting.stream().map(WhyViews.Waiting::explanation).map(Explanation::summary).findFirst();
      return new JobStory(
          detail,
          some,
          waiting,
          failures,
          Verdict.of(detail.summary(), judged(detail, some), failures, hold));
    }

    /// Of a job that is over, with more entries than are loaded, those tell most that ended badly.
    private List<EntryView> judged(JobDetail detail, List<EntryView> loaded) {
      EntryCounts counts = detail.summary().entries();
      if (counts.total() <= loaded.size() || counts.state() != EntryCounts.State.FINISHED) {
        return loaded;
      }
      return Stream.concat(
              entries.endedBadly(detail.job().id(), ENTRIES_MAX).stream(), loaded.stream())
          .toList();
    }
  }
}
