package org.autotest.core.tko;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the parser makes of the results directory of one job.
///
/// @param keyvals of the job, merged; in file order
/// @param tests in the order in which they began, [TestRow#SERVER_JOB] first
/// @param problems what could not be read; nothing here stopped the parser
public record JobResults(
    JobRow job, Map<String, String> keyvals, List<TestRow> tests, List<Problem> problems) {

  /// The row of `tko_jobs`, as far as files tell.
  ///
  /// @param label the job's name
  /// @param user the job's owner
  /// @param machine host name, group name or, for several hosts, their names joined by commas;
  ///   empty text when nothing tells
  /// @param machineGroup platforms of the hosts, joined by commas; empty text when unknown
  public record JobRow(
      Optional<String> label,
      Optional<String> user,
      String machine,
      String machineGroup,
      Optional<String> machineOwner,
      Times times,
      Optional<Abort> aborted) {}

  /// When the job was queued, began and was over; each empty when nothing tells.
  public record Times(
      Optional<Instant> queued, Optional<Instant> started, Optional<Instant> finished) {}

  /// Somebody aborted the job.
  ///
  /// @param by login
  /// @param at empty when the time is unknown
  public record Abort(String by, Optional<Instant> at) {}

  /// A place that could not be read.
  ///
  /// @param file relative to the job's directory
  /// @param line 1-based; 0 when the fault has no line
  /// @param observation what is wrong with it
  public record Problem(String file, int line, String observation) {
    /// The place as a compiler would write it: `status.log:17: unknown status word "GOD"`.
    @Override
    public String toString() {
      return line > 0 ? file + ":" + line + ": " + observation : file + ": " + observation;
    }
  }

  public JobResults {
    keyvals = Collections.unmodifiableMap(new LinkedHashMap<>(keyvals));
    tests = List.copyOf(tests);
    problems = List.copyOf(problems);
  }

  /// As nested maps and lists of strings, numbers and nulls, with the keys `job`, `keyval`,
  /// `tests`, for a JSON printer. Times are `2023-11-14 22:13:20`, in UTC.
  public Map<String, @Nullable Object> asTree() {
    return JobResultsTree.of(this);
  }
}
