package org.autotest.core.subresult;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;

/// How one small test inside of a test went, or a group of such.
///
/// @param name as it was printed, without control characters; unique only among what a careful
///   author named
/// @param status of a group, what was printed for it, else the worst of its children
/// @param reason several lines at most, empty when nothing was said
/// @param duration empty when it was not measured
/// @param children empty for a test; in the order in which they were printed
public record SubResult(
    String name,
    StatusCode status,
    String reason,
    Optional<Duration> duration,
    List<SubResult> children) {
  public SubResult {
    children = List.copyOf(children);
  }

  /// One without children.
  public static SubResult of(
      String name, StatusCode status, String reason, Optional<Duration> duration) {
    return new SubResult(name, status, reason, duration, List.of());
  }

  /// Whether it, or one below it, is a failure.
  public boolean isFailure() {
    return status.isFailure() || children.stream().anyMatch(SubResult::isFailure);
  }

  /// Whether it counts by itself: a test does, and a group that failed though nothing in it did.
  boolean counts() {
    return children.isEmpty()
        || (status.isFailure() && children.stream().noneMatch(SubResult::isFailure));
  }
}
