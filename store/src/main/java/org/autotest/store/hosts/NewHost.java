package org.autotest.store.hosts;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.Protection;

/// A machine to add to the inventory, unchecked.
///
/// @param hostname its name, and its address for ssh
/// @param labels names of labels, at most one of them a platform
/// @param attributes free values by name
/// @param lock takes no work at first
public record NewHost(
    String hostname,
    Set<String> labels,
    Map<String, String> attributes,
    Protection protection,
    Optional<HostEdit.LockChange.Lock> lock) {

  public NewHost {
    labels = Set.copyOf(labels);
    attributes = Map.copyOf(attributes);
  }

  /// A host without anything to it.
  public static NewHost of(String hostname, String... labels) {
    return new NewHost(
        hostname, Set.of(labels), Map.of(), Protection.NO_PROTECTION, Optional.empty());
  }
}
