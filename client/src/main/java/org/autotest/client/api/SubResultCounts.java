package org.autotest.client.api;

import java.util.List;

/// What stood in a file of sub-results.
///
/// @param total those that passed, failed, were skipped, or anything else
/// @param failedNames the first twenty that failed
/// @param problems what is missing or could not be read; empty for a whole file
public record SubResultCounts(
    long total,
    long passed,
    long failed,
    long skipped,
    List<String> failedNames,
    List<String> problems) {
  public SubResultCounts {
    failedNames = List.copyOf(failedNames);
    problems = List.copyOf(problems);
  }
}
