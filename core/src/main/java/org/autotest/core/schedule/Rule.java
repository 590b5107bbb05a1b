package org.autotest.core.schedule;

/// The rules that can hold an entry back. The names are stable: REST answers carry them.
public enum Rule {
  /// The owner shares no access group with the host.
  ACL,
  /// The host lacks a label that the job depends on.
  DEPENDENCY,
  /// The host is kept for entries that ask for one of its labels.
  ONLY_IF_NEEDED,
  /// Host and entry belong to different atomic groups.
  ATOMIC_GROUP,
  /// Entries for any host of a label take hosts of `Everyone` alone.
  EVERYONE_ONLY,
  /// The host is kept for another user, or for jobs that name it.
  RESERVED,
  /// The host is deleted or was used once; only an entry that names it gets it.
  INVALID_HOST,
  /// The same job uses the host already.
  USED_BY_SAME_JOB,
  /// Somebody locked the host.
  LOCKED,
  /// The host's status is not Ready.
  HOST_STATUS,
  /// Another entry holds the host.
  HELD_BY_ENTRY,
  /// A verify, cleanup or repair is due or running on the host.
  SPECIAL_TASK,
  /// No host carries the label.
  NO_HOST,
  /// The job wants several hosts at once.
  SYNCH_COUNT,
  /// The host is kept for a job that has waited long for several at once.
  KEPT_FOR_GANG,
  /// More urgent or older entries want the same hosts.
  BEHIND_OTHERS,
  /// All processes are in use.
  CAPACITY,
  /// No machine that runs autoserv takes the work.
  NO_DRONE,
  /// The dispatcher could not start it and will try again.
  LAB_TROUBLE,
  /// Nobody is there to start anything.
  NO_DISPATCHER,
  /// A matter of a moment: the dispatcher is about to act.
  IN_PROGRESS
}
