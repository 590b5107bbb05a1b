package org.autotest.core.job;

/// Names one host queue entry.
///
/// @param value the row's `afe_host_queue_entries.id`, from 1
public record EntryId(long value) implements Comparable<EntryId> {
  public EntryId {
    if (value < 1) {
      throw new IllegalArgumentException("EntryId must be at least 1, is " + value);
    }
  }

  @Override
  public int compareTo(EntryId other) {
    return Long.compare(value, other.value);
  }

  /// The number alone, as people and paths write it.
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
