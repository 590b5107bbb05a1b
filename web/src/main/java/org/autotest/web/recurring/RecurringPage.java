package org.autotest.web.recurring;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.TimeText;

/// Jobs that come again by themselves, and the form for one more, already worded.
///
/// @param owner only this user's are listed; empty for all
/// @param older where the next page is; empty on the last
/// @param form what was typed, by argument name
/// @param problems why the form comes back, by argument name; empty when it is fresh
/// @param isOpen whether the form for a new one is shown at once
/// @param changed the one whose form was refused; empty: that for a new one
public record RecurringPage(
    String owner,
    List<Row> rows,
    Optional<String> older,
    Map<String, String> form,
    Map<String, String> problems,
    BlameText blame,
    boolean isOpen,
    Optional<Long> changed) {

  /// One of them.
  ///
  /// @param when for example `30 2 * * 1-5, Europe/Berlin`
  /// @param left for example `3 left`; empty without end
  /// @param last what became of the last due time; empty before the first
  /// @param overlap in words
  /// @param mayChange whether the visitor may change or delete it
  public record Row(
      long id,
      String name,
      String href,
      String owner,
      String when,
      String left,
      StatusText status,
      Optional<TimeText> next,
      Optional<Last> last,
      boolean isPaused,
      boolean mayChange,
      boolean isOver,
      Times times,
      String overlap) {}

  /// When one is due and how often still, as it is typed; empty text for what it has not.
  public record Times(String cron, String zone, String period, String count) {}

  /// What became of the last due time.
  ///
  /// @param problem why no job was made; empty when one was
  /// @param job how the job made last went; empty before the first
  public record Last(StatusText outcome, TimeText due, String problem, Optional<Job> job) {}

  /// The job that was made last.
  public record Job(String href, long id, StatusText status, String verdict) {}

  /// What was typed into a field of the form for a new one.
  public String value(String field) {
    return changed.isEmpty() ? form.getOrDefault(field, "") : "";
  }

  /// What was typed into a field of the form for one that is there.
  public String value(long id, String field) {
    return changed.equals(Optional.of(id)) ? form.getOrDefault(field, "") : "";
  }

  /// What is wrong with a field of the form for a new one; null when nothing is.
  public @org.jspecify.annotations.Nullable String problem(String field) {
    return changed.isEmpty() ? problems.get(field) : null;
  }
}
