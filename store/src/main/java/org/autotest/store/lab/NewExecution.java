package org.autotest.store.lab;

import java.util.Optional;
import org.autotest.core.job.ExecutionId;

/// An execution that a transaction is about to record; its id is known after the commit.
public final class NewExecution {
  private Optional<ExecutionId> id = Optional.empty();
  private Optional<String> drone = Optional.empty();

  /// Not recorded yet.
  public NewExecution() {}

  /// Gives it to the drone of another dispatcher; without, it is the planner's own.
  ///
  /// @param name empty for the planner's own
  public void placeOn(Optional<String> name) {
    drone = name;
  }

  /// The dispatcher whose drone has it; empty for the planner's own.
  public Optional<String> drone() {
    return drone;
  }

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
