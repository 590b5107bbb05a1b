package org.autotest.store.hosts;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.Protection;

/// What shall change at hosts; what is absent stays.
///
/// @param lock takes hosts out of service, or puts them back
/// @param addLabels names of labels to put on
/// @param removeLabels names of labels to take off; harmless where a host does not carry one
/// @param platform name of the label that is the host's platform from now on
/// @param attributes values to set by name; an empty value removes the attribute
public record HostEdit(
    Optional<LockChange> lock,
    Optional<Protection> protection,
    Set<String> addLabels,
    Set<String> removeLabels,
    Optional<String> platform,
    Map<String, String> attributes) {

  /// Changes nothing.
  public static final HostEdit NOTHING =
      new HostEdit(
          Optional.empty(), Optional.empty(), Set.of(), Set.of(), Optional.empty(), Map.of());

  /// A change of the lock.
  public sealed interface LockChange {
    /// Takes no new work; what runs goes on.
    ///
    /// @param reason for people; may be empty text
    /// @param expires when the lock ends by itself; empty: when somebody unlocks
    record Lock(String reason, Optional<Instant> expires) implements LockChange {}

    /// Takes work again.
    record Unlock() implements LockChange {}
  }

  public HostEdit {
    addLabels = Collections.unmodifiableSet(new LinkedHashSet<>(addLabels));
    removeLabels = Collections.unmodifiableSet(new LinkedHashSet<>(removeLabels));
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /// Locks until somebody unlocks.
  public static HostEdit lock(String reason) {
    return new HostEdit(
        Optional.of(new LockChange.Lock(reason, Optional.empty())),
        NOTHING.protection,
        NOTHING.addLabels,
        NOTHING.removeLabels,
        NOTHING.platform,
        NOTHING.attributes);
  }

  /// Unlocks.
  public static HostEdit unlock() {
    return new HostEdit(
        Optional.of(new LockChange.Unlock()),
        NOTHING.protection,
        NOTHING.addLabels,
        NOTHING.removeLabels,
        NOTHING.platform,
        NOTHING.attributes);
  }
}
