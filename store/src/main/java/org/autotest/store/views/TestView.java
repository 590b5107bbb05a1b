package org.autotest.store.views;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.JobId;
import org.autotest.core.sign.Sign;
import org.autotest.core.statuslog.StatusCode;

/// One test result.
///
/// @param id `tko_tests.test_idx`
/// @param job empty for results that no job of this lab made
/// @param subdir its directory below the execution's; empty when it has none
/// @param tag of the execution, which is its results path: `17-alice/host1`
public record TestView(
    long id,
    Optional<JobId> job,
    String jobName,
    String tag,
    String test,
    String subdir,
    String host,
    StatusCode status,
    Optional<Blame> blame,
    String reason,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt) {

  public Sign sign() {
    return Sign.ofTest(status, blame);
  }

  /// Empty while it runs, and when no times are known.
  public Optional<Duration> duration() {
    return startedAt.flatMap(start -> finishedAt.map(end -> Duration.between(start, end)));
  }
}
