package org.autotest.dispatcher.run;

import org.autotest.core.failure.AutotestException;
import org.autotest.core.job.ExecutionId;
import org.autotest.dispatcher.plan.ArchiveDesk;
import org.autotest.dispatcher.plan.GroupKey;
import org.autotest.dispatcher.plan.ParseDesk;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// Something that another thread saw, for the loop to take notice of.
sealed interface Observation {
  /// Autoserv was started.
  record Launched(ExecutionId execution, ProcessRef process) implements Observation {}

  /// Autoserv could not be started.
  record NotLaunched(ExecutionId execution, AutotestException failure) implements Observation {}

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
}
