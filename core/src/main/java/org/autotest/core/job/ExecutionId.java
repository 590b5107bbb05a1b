package org.autotest.core.job;

/// Names one start of autoserv; also its fencing number: a later execution of the same work has a
/// larger one.
///
/// @param value the row's `afe_executions.id`, from 1
public record ExecutionId(long value) implements Comparable<ExecutionId> {
  public ExecutionId {
    if (value < 1) {
      throw new IllegalArgumentException("ExecutionId must be at least 1, is " + value);
    }
  }

  @Override
  public int compareTo(ExecutionId other) {
    return Long.compare(value, other.value);
  }

  /// The number alone, as people and paths write it.
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
