package org.autotest.store.lab;

import java.util.Optional;
import org.autotest.core.job.ExecutionId;

/// An execution that a transaction is about to record; its id is known after the commit.
public final class NewExecution {
  private Optional<ExecutionId> id = Optional.empty();

  /// Not recorded yet.
  public NewExecution() {}

  /// It is recorded.
  public void becomes(ExecutionId given) {
    id = Optional.of(given);
  }

  /// The id that it was recorded with.
  ///
  /// @throws IllegalStateException before the commit
  public ExecutionId id() {
    return id.orElseThrow(() -> new IllegalStateException("the execution is not recorded yet"));
  }
}
