package org.autotest.store.recurring;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.autotest.core.job.JobId;

/// A job that comes again by itself, as lists show it.
///
/// @param source the template or job that is made again each time
/// @param owner login; owner of the jobs that are made
/// @param left jobs still to make; 0 means without end, and nothing more when `next` is empty and
///   nobody has paused it
/// @param next when it is due; empty while it is paused, and when it will never be due again
/// @param pausedBy login of who paused it
/// @param last what became of the last due time; empty before the first
public record RecurringRun(
    long id,
    JobId source,
    String sourceName,
    String owner,
    Schedule schedule,
    Overlap overlap,
    int left,
    Optional<Instant> next,
    Optional<String> pausedBy,
    Optional<Last> last) {

  /// What to do at a due time when the job made before has not ended.
  public enum Overlap {
    /// Nothing, until the next due time.
    SKIP,
    /// Make the next job all the same.
    RUN;

    /// The word in the database and in requests.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Empty for another word.
    public static Optional<Overlap> ofWord(String word) {
      return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
  }

  /// What became of a due time.
  public enum Outcome {
    /// A job was made.
    MADE,
    /// The job before had not ended.
    SKIPPED,
    /// The job could not be made.
    FAILED;

    /// The word in the database and in answers.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /// Empty for another word.
    public static Optional<Outcome> ofWord(String word) {
      return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }
  }

  /// The last due time that was dealt with.
  ///
  /// @param job the job made last, perhaps at an earlier due time; empty before the first
  /// @param problem why no job was made; empty when one was
  public record Last(Instant due, Outcome outcome, Optional<JobId> job, Optional<String> problem) {}

  /// Where it stands.
  public enum State {
    ACTIVE,
    PAUSED,
    /// It will never be due again.
    OVER;

    /// The word in answers.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Where it stands.
  public State state() {
    if (pausedBy.isPresent()) {
      return State.PAUSED;
    }
    return next.isPresent() ? State.ACTIVE : State.OVER;
  }
}
