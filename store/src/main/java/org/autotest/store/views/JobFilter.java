package org.autotest.store.views;

import java.util.Optional;

/// Which jobs to list.
///
/// @param name part of the job's name, in any case
/// @param host name of a host that one of its entries has
public record JobFilter(
    Optional<EntryCounts.State> state,
    Optional<String> owner,
    Optional<String> name,
    Optional<String> host) {
  public static final JobFilter ALL =
      new JobFilter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
