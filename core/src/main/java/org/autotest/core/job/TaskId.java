package org.autotest.core.job;

/// Names one special task.
///
/// @param value the row's `afe_special_tasks.id`, from 1
public record TaskId(long value) implements Comparable<TaskId> {
  public TaskId {
    if (value < 1) {
      throw new IllegalArgumentException("TaskId must be at least 1, is " + value);
    }
  }

  @Override
  public int compareTo(TaskId other) {
    return Long.compare(value, other.value);
  }

  /// The number alone, as people and paths write it.
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
