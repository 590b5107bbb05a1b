package org.autotest.web.jobs;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.Tally;
import org.autotest.web.page.TimeText;

/// The list of jobs, already worded.
///
/// @param states what may be chosen, the chosen one marked
/// @param address of this very list, filters included
/// @param older where the next page is; empty on the last
/// @param newest the way back to the first page; empty on the first
/// @param isFiltered whether something else than all jobs was asked for
public record JobListPage(
    List<State> states,
    Filters filters,
    List<Row> rows,
    String address,
    Optional<String> older,
    Optional<String> newest,
    boolean isFiltered) {

  /// A choice of the state.
  public record State(String word, String href, boolean isChosen) {}

  /// What was typed.
  ///
  /// @param state wire word of the chosen state
  public record Filters(String state, String owner, String name, String host) {}

  /// One job.
  ///
  /// @param hosts for example `2 of 4`
  /// @param priority empty for the usual one
  /// @param mayEnd whether something of it can be aborted still
  public record Row(
      long id,
      String href,
      String name,
      String owner,
      StatusText status,
      String hosts,
      List<Tally> tests,
      Optional<String> priority,
      TimeText created,
      boolean mayEnd) {}
}
