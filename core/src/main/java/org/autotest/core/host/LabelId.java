package org.autotest.core.host;

/// Names one label.
///
/// @param value the row's `afe_labels.id`, from 1
public record LabelId(long value) implements Comparable<LabelId> {
  public LabelId {
    if (value < 1) {
      throw new IllegalArgumentException("LabelId must be at least 1, is " + value);
    }
  }

  @Override
  public int compareTo(LabelId other) {
    return Long.compare(value, other.value);
  }

  /// The number alone, as people and paths write it.
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
