package org.autotest.store.views;

import java.util.List;
import java.util.Optional;
import org.autotest.core.host.HostStatus;

/// Which hosts to list.
///
/// @param name part of the name, in any case
/// @param labels names; a host must carry all of them
/// @param statuses empty: any
/// @param accessibleTo only those that this user may use
/// @param lockedBy only those that this user locked
public record HostFilter(
    Optional<String> name,
    List<String> labels,
    List<HostStatus> statuses,
    Optional<Boolean> locked,
    Optional<String> accessibleTo,
    Optional<String> lockedBy) {
  public static final HostFilter ALL =
      new HostFilter(Optional.empty(), List.of(), List.of(), Optional.empty());

  /// Hosts of anybody.
  public HostFilter(
      Optional<String> name,
      List<String> labels,
      List<HostStatus> statuses,
      Optional<Boolean> locked) {
    this(name, labels, statuses, locked, Optional.empty(), Optional.empty());
  }

  public HostFilter {
    labels = labels.stream().distinct().toList();
    statuses = List.copyOf(statuses);
  }
}
