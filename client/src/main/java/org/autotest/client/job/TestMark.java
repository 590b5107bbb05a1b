package org.autotest.client.job;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// Notes in the state which test is at work, so that a job that goes on after a crash knows it.
record TestMark(JobState state) {
  private static final String NAME = "unexpected_reboot";

  /// A test that was at work.
  ///
  /// @param subdir below the results
  record Noted(String subdir, String operation) {}

  /// A test begins.
  ///
  /// @throws ResultsNotWritten when that cannot be noted
  void begin(String subdir, String operation) {
    try {
      state.set(JobState.CLIENT, NAME, List.of(subdir, operation));
    } catch (IOException full) {
      throw ResultsNotWritten.to(state.file(), full);
    }
  }

  /// It is over.
  ///
  /// @throws ResultsNotWritten when that cannot be noted
  void end() {
    try {
      state.discard(JobState.CLIENT, NAME);
    } catch (IOException full) {
      throw ResultsNotWritten.to(state.file(), full);
    }
  }

  /// The test that never ended; empty when there is none.
  Optional<Noted> left() {
    List<@Nullable Object> noted = Values.list(state.get(JobState.CLIENT, NAME).orElse(null));
    return noted.size() == 2
        ? Optional.of(new Noted(String.valueOf(noted.get(0)), String.valueOf(noted.get(1))))
        : Optional.empty();
  }
}
