package org.autotest.dispatcher.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which groups' results are being archived, and how it went for those that were.
///
/// Kept in memory only: what was under way at a restart is done once more.
public final class ArchiveDesk {
  /// How it went.
  ///
  /// @param place where the results are; empty when they are not archived
  /// @param problem why they are not
  public record Archived(Optional<String> place, Optional<String> problem) {}

  private final boolean open;
  private final Set<GroupKey> busy = new HashSet<>();
  private final Map<GroupKey, Archived> done = new HashMap<>();

  /// A desk of a lab.
  ///
  /// @param open whether it archives anything
  public ArchiveDesk(boolean open) {
    this.open = open;
  }

  /// A worker archives the results of the group.
  public void begin(GroupKey group) {
    busy.add(group);
  }

  /// A worker has done so, or cannot.
  public void end(GroupKey group, Archived archived) {
    busy.remove(group);
    done.put(group, archived);
  }

  /// The entries of the group have ended.
  public void forget(GroupKey group) {
    busy.remove(group);
    done.remove(group);
  }

  /// Whether anything is being archived.
  public boolean isBusy() {
    return !busy.isEmpty();
  }

  boolean isOpen() {
    return open;
  }

  boolean isBusy(GroupKey group) {
    return busy.contains(group);
  }

  Optional<Archived> archived(GroupKey group) {
    return Optional.ofNullable(done.get(group));
  }
}
