package org.autotest.dispatcher.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.autotest.store.lab.Failure;

/// Which groups' results are being read for good, and how it went for those that were.
///
/// Kept in memory only: reading again after a restart gives the same rows.
public final class ParseDesk {
  /// How reading went.
  ///
  /// @param failure why the results could not be read
  public record Parsed(Optional<Failure> failure) {}

  private final Set<GroupKey> reading = new HashSet<>();
  private final Map<GroupKey, Parsed> done = new HashMap<>();
  private final Set<GroupKey> toldAbort = new HashSet<>();

  /// A worker reads the results of the group.
  ///
  /// @param aborted whether they tell that it was aborted
  public void begin(GroupKey group, boolean aborted) {
    done.remove(group);
    reading.add(group);
    if (aborted) {
      toldAbort.add(group);
    }
  }

  /// A worker has read them, or cannot.
  public void end(GroupKey group, Parsed parsed) {
    reading.remove(group);
    done.put(group, parsed);
  }

  /// The entries of the group have ended, or the results shall be read once more.
  public void forget(GroupKey group) {
    reading.remove(group);
    done.remove(group);
    toldAbort.remove(group);
  }

  /// Whether any results are being read.
  public boolean isReading() {
    return !reading.isEmpty();
  }

  boolean isReading(GroupKey group) {
    return reading.contains(group);
  }

  /// Whether what is read, or was, tells of the abort.
  boolean tellsAbort(GroupKey group) {
    return toldAbort.contains(group);
  }

  Optional<Parsed> parsed(GroupKey group) {
    return Optional.ofNullable(done.get(group));
  }
}
