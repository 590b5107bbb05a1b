package org.autotest.web.hosts;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.StatusText;

/// The list of hosts, already worded.
///
/// @param statuses what may be chosen
/// @param address of this very list, filters included
/// @param more where the next page is; empty on the last
/// @param worst the same list, those first that made most entries fail; empty when it is that list
/// @param first the way back to the first page; empty on the first
public record HostListPage(
    Filters filters,
    List<String> statuses,
    List<Row> rows,
    String address,
    Optional<String> more,
    Optional<String> first,
    Optional<String> worst,
    boolean isFiltered) {

  /// What was typed.
  ///
  /// @param platforms all, to choose one
  /// @param labels all others, to choose one
  /// @param more labels that were asked for besides
  /// @param locked `yes`, `no` or empty text
  /// @param isMine only those that the visitor may use
  /// @param lockedBy empty text: whoever locked it
  public record Filters(
      String name,
      List<Choice> platforms,
      List<Choice> labels,
      List<String> more,
      String status,
      String locked,
      boolean isMine,
      String lockedBy) {}

  /// A label to choose.
  public record Choice(String label, boolean isChosen) {}

  /// One host.
  ///
  /// @param lock who locked it and why; empty when nobody
  public record Row(
      String host,
      String href,
      StatusText status,
      String platform,
      List<String> labels,
      String lock,
      Optional<Long> job,
      String groups,
      String lately) {}
}
