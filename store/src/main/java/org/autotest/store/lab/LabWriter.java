package org.autotest.store.lab;

/// Where decisions are written.
public interface LabWriter {
  /// What a decision changes. May run several times, so it must do nothing but call the
  /// transaction.
  @FunctionalInterface
  interface Steps<T> {
    /// Makes the changes.
    T take(LabTransaction transaction);
  }

  /// Makes all of the changes, or none.
  ///
  /// @throws LostRace when a row was not as expected; nothing was written
  /// @throws LeaseLost when another dispatcher plans now; nothing was written
  <T> T change(Steps<T> steps);
}
