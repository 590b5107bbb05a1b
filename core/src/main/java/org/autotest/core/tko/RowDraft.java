package org.autotest.core.tko;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.autotest.core.statuslog.StatusCode;

/// A row of [TestRow] while the log is being read.
final class RowDraft {
  /// What the row is about.
  enum Kind {
    SERVER_JOB,
    CLIENT_JOB,
    /// A test, a group or a reboot: what a START opened.
    GROUP,
    /// A status line that belongs to no group.
    LONE_LINE
  }

  final Kind kind;

  /// Whether it stands outside of any run of the client.
  final boolean onServer;

  String name;
  Optional<String> subdir;
  StatusCode status = StatusCode.RUNNING;
  Optional<Instant> started;
  Optional<Instant> finished = Optional.empty();
  Kernel kernel;

  /// Whether the log stopped, or went on outside, before the group was closed.
  boolean cut;

  private String reason = "";
  private final Map<String, StatusCode> reasons = new LinkedHashMap<>();

  RowDraft(
      Kind kind,
      boolean onServer,
      String name,
      Optional<String> subdir,
      Optional<Instant> started,
      Kernel kernel) {
    this.kind = kind;
    this.onServer = onServer;
    this.name = name;
    this.subdir = subdir;
    this.started = started;
    this.kernel = kernel;
  }

  /// One more reason for its status; equal ones count once.
  void addReason(String text, StatusCode of) {
    if (!text.isEmpty()) {
      reasons.put(text, of);
    }
  }

  /// Whether any reason was given by a status line.
  boolean hasReasons() {
    return !reasons.isEmpty();
  }

  /// It began so many seconds before it was over, where a number says so.
  void startedBefore(String seconds) {
    if (seconds.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      long millis = Math.round(Double.parseDouble(seconds) * 1000);
      started = finished.map(end -> end.minusMillis(millis));
    }
  }

  void setReason(String text) {
    reason = text;
  }

  /// The reason of a group that nobody closed: why it was closed, then what had gone wrong before;
  /// not what had gone well.
  void setReasonOfCut(String why) {
    reason =
        Stream.concat(Stream.of(why), condensed(of -> of != StatusCode.GOOD).stream())
            .distinct()
            .collect(Collectors.joining(", "));
  }

  /// One line: the collected reasons in alphabetical order, without those that a longer one
  /// contains; else what was set.
  String reason() {
    return cut || reasons.isEmpty() ? reason : String.join(", ", condensed(of -> true));
  }

  private List<String> condensed(Predicate<StatusCode> wanted) {
    List<String> texts =
        reasons.entrySet().stream()
            .filter(entry -> wanted.test(entry.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    return texts.stream()
        .filter(text -> texts.stream().noneMatch(longer -> isPartOf(text, longer)))
        .sorted()
        .toList();
  }

  private static boolean isPartOf(String text, String longer) {
    return !text.equals(longer) && longer.contains(text);
  }
}
