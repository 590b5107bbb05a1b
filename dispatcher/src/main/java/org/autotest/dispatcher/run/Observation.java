package org.autotest.dispatcher.run;

import java.util.Optional;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.plan.ArchiveDesk;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.ParseDesk;
import org.autotest.store.lab.LabExecution;
import org.autotest.store.lab.LabExecution.ProcessRef;
import org.autotest.store.lab.LabExecution.Told;

/// Something that another thread saw, for the loop to take notice of.
sealed interface Observation {
  /// Autoserv was started.
  record Launched(ExecutionId execution, ProcessRef process) implements Observation {}

  /// Autoserv could not be started.
  record NotLaunched(ExecutionId execution, AutotestException failure) implements Observation {}

  /// Autoserv was asked for, and may run or begin later.
  record LaunchUnknown(ExecutionId execution, AutotestException failure) implements Observation {}

  /// The process of an execution has ended.
  record Gone(ExecutionId execution) implements Observation {}

  /// The drone on which an execution runs is lost.
  record DroneLost(ExecutionId execution) implements Observation {}

  /// The results of a group were read for good.
  record Parsed(GroupKey group, ParseDesk.Parsed parsed) implements Observation {}

  /// The results of a group were archived, or cannot be.
  record Archived(GroupKey group, ArchiveDesk.Archived archived) implements Observation {}

  /// The results of a group could not be read now.
  record NotParsed(GroupKey group, AutotestException failure) implements Observation {}

  /// What a drone has told of an execution, as far as it is not recorded.
  static Optional<Observation> told(LabExecution execution) {
    Optional<Told> told = execution.told();
    return switch (execution.status()) {
      case STARTING ->
          told.flatMap(Told::process)
              .<Observation>map(process -> new Launched(execution.id(), process))
              .or(
                  () ->
                      told.flatMap(Told::failure)
                          .map(
                              failure ->
                                  new NotLaunched(execution.id(), new DroneTrouble(failure))));
      case RUNNING -> told.filter(Told::gone).map(_ -> new Gone(execution.id()));
      case ENDED, ABANDONED -> Optional.empty();
    };
  }

  /// Of which execution it tells that it was started, or could not be.
  static Optional<ExecutionId> launchOf(Observation observation) {
    return switch (observation) {
      case Launched(var execution, _) -> Optional.of(execution);
      case NotLaunched(var execution, _) -> Optional.of(execution);
      case LaunchUnknown(var execution, _) -> Optional.of(execution);
      case Gone _, DroneLost _, Parsed _, Archived _, NotParsed _ -> Optional.empty();
    };
  }
}
