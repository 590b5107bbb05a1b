package org.autotest.store.hosts;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.Protection;

/// A machine to add to the inventory, unchecked.
///
/// @param hostname its name, and its address for ssh
/// @param belongs what it is of
/// @param attributes free values by name
/// @param lock takes no work at first
public record NewHost(
    String hostname,
    Belongs belongs,
    Map<String, String> attributes,
    Protection protection,
    Optional<HostEdit.LockChange.Lock> lock) {

  /// What a host is of.
  ///
  /// @param labels names of labels, at most one of them a platform
  /// @param platform name of one more label, which is a platform
  /// @param groups names of ACL groups; none: only `Everyone`
  /// @param createMissing whether labels, platform and groups that are not there are made
  public record Belongs(
      Set<String> labels, Optional<String> platform, Set<String> groups, boolean createMissing) {
    public Belongs {
      labels = Set.copyOf(labels);
      groups = Set.copyOf(groups);
    }
  }

  public NewHost {
    attributes = Map.copyOf(attributes);
  }

  /// A host without anything to it.
  public static NewHost of(String hostname, String... labels) {
    return new NewHost(
        hostname,
        new Belongs(Set.of(labels), Optional.empty(), Set.of(), false),
        Map.of(),
        Protection.NO_PROTECTION,
        Optional.empty());
  }
}
