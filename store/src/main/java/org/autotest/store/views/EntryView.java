package org.autotest.store.views;

import java.time.Instant;
import java.util.Optional;
import org.autotest.core.failure.Blame;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.EntryStatus;
import org.autotest.core.job.JobId;
import org.autotest.core.sign.Sign;

/// One entry with the names of what it refers to.
///
/// @param host name; empty until one was chosen, and for a hostless job
/// @param metaHost name of the label
/// @param abortedBy login of who asked for the abort
/// @param abortReason as they said
/// @param failure why it failed outside its tests
/// @param resultsPath below the results root; empty before it was started
/// @param tests of its execution
public record EntryView(
    EntryId id,
    JobId job,
    String jobName,
    Optional<String> host,
    Optional<String> metaHost,
    EntryStatus status,
    boolean abortRequested,
    Optional<String> abortedBy,
    Optional<String> abortReason,
    Optional<Instant> statusSince,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    Optional<Failure> failure,
    Optional<String> resultsPath,
    TestCounts tests) {

  /// Why something failed that is no test.
  ///
  /// @param problem attempt, object, observation
  public record Failure(Blame blame, String problem) {}

  /// `Running`, or `Aborted (Running)` while an abort is on its way.
  public String statusInWords() {
    return abortRequested && !status.isComplete()
        ? "Aborted (" + status.word() + ")"
        : status.word();
  }

  /// The sign of the entry together with its tests: one that completed is as good as they are.
  public Sign sign() {
    Sign alone = Sign.ofEntry(status, failure.map(Failure::blame));
    boolean ended = status == EntryStatus.COMPLETED || status == EntryStatus.FAILED;
    if (!ended || failure.isPresent()) {
      return alone;
    }
    Optional<Sign> worst = tests.worst();
    return status == EntryStatus.FAILED
        ? worst.filter(sign -> sign == Sign.FAILED).orElse(alone)
        : worst.orElse(alone);
  }

  EntryView with(TestCounts counts) {
    return new EntryView(
        id,
        job,
        jobName,
        host,
        metaHost,
        status,
        abortRequested,
        abortedBy,
        abortReason,
        statusSince,
        startedAt,
        finishedAt,
        failure,
        resultsPath,
        counts);
  }
}
