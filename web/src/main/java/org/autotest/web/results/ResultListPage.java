package org.autotest.web.results;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.TimeText;

/// Test results of the lab, already worded.
///
/// @param address of this very list, filters included
/// @param statuses what may be chosen
/// @param older where the next page is; empty on the last
/// @param newest the way back to the first page; empty on the first
public record ResultListPage(
    Filters filters,
    List<Choice> statuses,
    List<Row> rows,
    String address,
    Optional<String> older,
    Optional<String> newest,
    boolean isFiltered) {

  /// What was typed.
  public record Filters(String test, String host, String went) {}

  /// A way a test can have gone.
  public record Choice(String value, String words, boolean isChosen) {}

  /// One result.
  ///
  /// @param name of the test, with its tag
  public record Row(
      StatusText status,
      String name,
      String href,
      String host,
      String hostHref,
      Optional<Long> job,
      Optional<BlameText> blame,
      String reason,
      String lasted,
      Optional<TimeText> at) {}
}
