package org.autotest.web.results;

import java.util.List;
import java.util.Optional;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.TimeText;

/// One test result, already worded.
///
/// @param verdict how it went, in a sentence
/// @param reason in the test's words; may be empty
/// @param logTail last lines of the log that tells most; may be empty
/// @param log where the whole of it is
/// @param sameHere earlier and later runs of the test on this host, newest first
public record ResultPage(
    String name,
    StatusText status,
    String verdict,
    String reason,
    Optional<BlameText> blame,
    Optional<Job> job,
    String host,
    String hostHref,
    Optional<TimeText> started,
    String lasted,
    String kernel,
    List<String> labels,
    String logTail,
    Optional<String> log,
    List<LogFile> files,
    Optional<String> directory,
    List<Pair> attributes,
    Iterations iterations,
    List<ResultListPage.Row> sameHere,
    String historySentence,
    String allHere) {

  /// The job that ran it.
  public record Job(long id, String href, String name) {}

  /// A file of the test.
  ///
  /// @param path below the test's directory
  public record LogFile(String path, String view, String raw, String size, TimeText modified) {}

  /// A name and a value.
  public record Pair(String name, String value) {}

  /// Rounds of the test, as a table.
  public record Iterations(List<String> columns, List<Round> rounds) {}

  /// One round; as many cells as there are columns.
  public record Round(int number, List<String> cells) {}
}
