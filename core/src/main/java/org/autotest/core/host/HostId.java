package org.autotest.core.host;

/// Names one host.
///
/// @param value the row's `afe_hosts.id`, from 1
public record HostId(long value) implements Comparable<HostId> {
  public HostId {
    if (value < 1) {
      throw new IllegalArgumentException("HostId must be at least 1, is " + value);
    }
  }

  @Override
  public int compareTo(HostId other) {
    return Long.compare(value, other.value);
  }

  /// The number alone, as people and paths write it.
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
