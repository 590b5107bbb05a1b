package org.autotest.store.views;

import java.util.List;
import java.util.Optional;
import org.autotest.core.statuslog.StatusCode;

/// Which test results to list.
///
/// @param test whole name of the test
/// @param host whole name of the host
/// @param statuses empty: any
public record ResultFilter(
    Optional<String> test, Optional<String> host, List<StatusCode> statuses) {
  public static final ResultFilter ALL =
      new ResultFilter(Optional.empty(), Optional.empty(), List.of());

  public ResultFilter {
    statuses = List.copyOf(statuses);
  }
}
