package org.autotest.core.host;

/// What can happen to a host.
public enum HostEvent {
  CLEANUP_STARTED,
  VERIFY_STARTED,
  REPAIR_STARTED,
  /// A cleanup, verify or repair succeeded that no entry was waiting for.
  TASK_SUCCEEDED,
  /// Preparation succeeded for an entry, which now holds the host.
  PREPARED_FOR_ENTRY,
  /// An entry took the host without any preparation.
  TAKEN_AS_IS,
  /// Repair failed, or its success did not last.
  GIVEN_UP,
  /// Autoserv is about to run a job on it.
  JOB_STARTED,
  /// The job is over and the host needs no cleanup.
  RELEASED,
  /// Somebody queued work on, or asked to reverify, a host that had been given up.
  REVIVED
}
