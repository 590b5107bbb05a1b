package org.autotest.web.jobs;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.autotest.web.page.BlameText;
import org.autotest.web.page.Proportion;
import org.autotest.web.page.StatusText;
import org.autotest.web.page.Tally;
import org.autotest.web.page.TimeText;

/// Everything the job page shows, already worded: the template chooses nothing.
///
/// @param address of this very page, its place in the entries included
/// @param isTemplate whether it is kept to make jobs from
/// @param source number of the job it was made from; empty when it was written anew
/// @param recurringRun which made it; empty when a person did
/// @param verdict sign of the whole
/// @param abort empty when nothing is left to abort
/// @param waits why entries do not run yet
/// @param againWhereFailed whether it has ended, and not everywhere well, or a test failed
/// @param failures the tests to look at first, with the ends of their logs
/// @param failuresLeftOut how many are not among them
/// @param grid tests by host; empty without tests
/// @param facts what was asked for
/// @param events newest first
public record JobPage(
    long id,
    String address,
    String name,
    String owner,
    TimeText created,
    boolean isTemplate,
    Optional<Long> source,
    OptionalLong recurringRun,
    Head verdict,
    Optional<Abort> abort,
    List<Wait> waits,
    Entries entries,
    boolean againWhereFailed,
    List<Failure> failures,
    int failuresLeftOut,
    Optional<Grid> grid,
    List<Fact> facts,
    String controlFile,
    List<Event> events) {

  /// The answer first.
  public record Head(StatusText status, String sentence, String more, Proportion tests) {}

  /// What an abort would do.
  ///
  /// @param action `Abort 3 running entries of job 17`
  public record Abort(String action, String consequence) {}

  /// Why an entry waits.
  ///
  /// @param what which entry: a host, or `any host of kvm`
  /// @param outlook its place in the queue and when it may start; empty where nobody looked
  /// @param hosts those it could have, with what is in the way at each
  public record Wait(
      String what,
      StatusText status,
      String outlook,
      List<Reason> reasons,
      List<HostReason> hosts,
      int hostsLeftOut) {}

  /// A reason and its remedy.
  public record Reason(String observation, String remedy) {}

  /// What is in the way at one host.
  ///
  /// @param reasons at least one
  public record HostReason(String host, String href, List<Reason> reasons) {}

  /// Some of the entries.
  ///
  /// @param note which of how many these are; empty text when all
  /// @param more where those after them are listed; empty on the last
  public record Entries(List<Entry> rows, String note, Optional<String> more) {}

  /// One entry.
  ///
  /// @param host empty until one was chosen
  /// @param lasted how long it has run, or ran; empty before
  /// @param files its results; empty before there are any
  /// @param mayEnd whether it can be aborted still
  /// @param isMarked whether it was marked in a form that was refused
  public record Entry(
      long id,
      Optional<String> host,
      String hostHref,
      Optional<String> metaHost,
      StatusText status,
      Optional<TimeText> since,
      String lasted,
      List<Tally> tests,
      Optional<BlameText> blame,
      String problem,
      Optional<String> files,
      Optional<String> abortedBy,
      Optional<String> abortReason,
      boolean mayEnd,
      boolean isMarked) {}

  /// A test that somebody should look at.
  ///
  /// @param history how often it failed before
  /// @param logTail last lines of its log; may be empty
  public record Failure(
      String test,
      String href,
      String host,
      StatusText status,
      Optional<BlameText> blame,
      String reason,
      String history,
      String logTail,
      Optional<String> log) {}

  /// Tests by host.
  ///
  /// @param leftOut rows or columns that are not shown; empty text when all are
  public record Grid(List<Column> hosts, List<GridRow> rows, String leftOut) {}

  /// A host of the grid.
  public record Column(String host, String href) {}

  /// A test of the grid; a cell may be empty, or hold several runs.
  public record GridRow(String test, List<List<Cell>> cells) {}

  /// One run of a test on a host.
  ///
  /// @param title reason and duration
  public record Cell(StatusText status, String href, String title) {}

  /// A term and what stands for it.
  public record Fact(String term, String text) {}

  /// Something that happened.
  public record Event(TimeText at, String what, String reason) {}
}
