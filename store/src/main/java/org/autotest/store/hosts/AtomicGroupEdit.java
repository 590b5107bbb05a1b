package org.autotest.store.hosts;

import java.util.Optional;
import java.util.Set;

/// What shall change at an atomic group; what is absent stays.
///
/// @param hostsMax most hosts that one job gets, at least 1
/// @param addLabels names of labels whose hosts become members
/// @param removeLabels names of labels whose hosts are members no more
public record AtomicGroupEdit(
    Optional<String> description,
    Optional<Integer> hostsMax,
    Set<String> addLabels,
    Set<String> removeLabels) {
  public AtomicGroupEdit {
    addLabels = Set.copyOf(addLabels);
    removeLabels = Set.copyOf(removeLabels);
  }
}
