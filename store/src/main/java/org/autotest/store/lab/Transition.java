package org.autotest.store.lab;

import java.util.Optional;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.TaskId;
import org.autotest.core.job.TaskType;

/// A change of where something stands.
///
/// @param from empty when the row was created
public record Transition(Subject subject, Optional<String> from, String to, String reason) {

  /// What changed. It carries what the very transaction tied it to, which nobody else can know yet;
  /// the rest is in its row.
  public sealed interface Subject {}

  /// An entry.
  ///
  /// @param given the host that it was just given, and its job; empty when it was given none
  public record Entry(EntryId id, Optional<Given> given) implements Subject {}

  /// A host for an entry of a job.
  public record Given(JobId job, HostId host) {}

  /// A host.
  public record Host(HostId id) implements Subject {}

  /// A special task.
  ///
  /// @param created what it is, when it was just created
  public record Task(TaskId id, Optional<Created> created) implements Subject {}

  /// A new special task.
  ///
  /// @param entry that waits for it
  public record Created(TaskType type, HostId host, Optional<EntryId> entry) {}
}
