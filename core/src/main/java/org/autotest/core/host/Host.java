package org.autotest.core.host;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A machine as the inventory knows it (`afe_hosts` with its labels, groups and attributes).
///
/// @param locked takes no new work
/// @param invalid deleted, or a one-time host: not offered to anybody else
/// @param dirty used since its last successful cleanup
/// @param labels names, the platform among them
/// @param platform the one label that is a platform
/// @param aclGroups names; a host of `Everyone` alone may be taken by metahost entries
public record Host(
    HostId id,
    Hostname hostname,
    HostStatus status,
    boolean locked,
    boolean invalid,
    boolean dirty,
    Protection protection,
    Set<String> labels,
    Optional<String> platform,
    Set<String> aclGroups,
    Map<String, String> attributes) {

  /// The group that every new user and host joins.
  public static final String EVERYONE = "Everyone";

  public Host {
    labels = Set.copyOf(labels);
    aclGroups = Set.copyOf(aclGroups);
    attributes = Map.copyOf(attributes);
  }
}
