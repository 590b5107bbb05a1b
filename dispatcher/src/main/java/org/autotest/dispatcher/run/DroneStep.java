package org.autotest.dispatcher.run;

import java.util.function.Predicate;
import org.autotest.store.lab.DroneDuties.Asked;
import org.autotest.store.lab.DroneDuties.Duty;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// What a drone does next about one execution. Pure.
enum DroneStep {
  /// Nothing; it runs, or is being started.
  NOTHING,
  /// Starts it.
  START,
  /// Finds out whether a start that this machine began before its dispatcher was started anew
  /// happened, and else sees to it that it never will.
  CLAIM,
  /// Asks the process to end.
  TERMINATE,
  /// Ends the process by force.
  KILL,
  /// Tells that nothing of it runs.
  TELL_GONE;

  /// Decides.
  ///
  /// @param isStarting whether this very process is about to start it
  static DroneStep of(Duty duty, boolean isStarting, Predicate<ProcessRef> isAlive) {
    if (duty.process().isEmpty()) {
      return isStarting
          ? NOTHING
          : duty.taken() ? CLAIM : duty.isOpen() && !duty.argv().isEmpty() ? START : TELL_GONE;
    }
    if (!isAlive.test(duty.process().get())) {
      return TELL_GONE;
    }
    if (!duty.isOpen() || duty.asked() == Asked.KILL) {
      return KILL;
    }
    return duty.asked() == Asked.TERMINATE ? TERMINATE : NOTHING;
  }
}
