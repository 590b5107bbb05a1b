package org.autotest.core.job;

/// What can happen to a host queue entry.
public enum EntryEvent {
  /// A ready host was chosen and has to be cleaned or verified first.
  HOST_TAKEN_TO_PREPARE,
  /// A ready host was chosen and needs no preparation.
  HOST_TAKEN_AS_IS,
  /// A job without machines gets its turn.
  HOSTLESS_STARTED,
  /// Cleanup and verify succeeded.
  PREPARED,
  /// Cleanup or verify failed: back to the queue, the host goes to repair.
  PREPARE_FAILED,
  /// The host was repaired for this entry and failed again; its results shall be parsed.
  HOST_GIVEN_UP_PARSE,
  /// As [#HOST_GIVEN_UP_PARSE], without results to parse.
  HOST_GIVEN_UP,
  /// An atomic group may still get more hosts.
  WAIT_FOR_MORE,
  /// The wait for more hosts is over.
  WAIT_OVER,
  /// As many hosts as the job wants are pending.
  GROUP_COMPLETE,
  /// Fewer hosts than the synch count are left.
  TOO_FEW_LEFT,
  /// The job runs on other hosts of its atomic group and needs no more.
  LEFT_OVER,
  /// The autoserv process runs.
  AUTOSERV_STARTED,
  /// The autoserv process could not be started.
  LAUNCH_FAILED,
  /// The autoserv process is gone and left no sign of having begun, so that nothing ran: it may
  /// start once more.
  NEVER_BEGAN,
  /// The autoserv process exited, was killed or is lost.
  AUTOSERV_ENDED,
  /// Nothing is left to collect from the host.
  GATHERED,
  /// Rows are in the results database, and an archive is configured.
  PARSED_TO_ARCHIVE,
  /// The tail is over: autoserv had exited 0.
  FINISHED_COMPLETED,
  /// The tail is over: autoserv had failed or was lost.
  FINISHED_FAILED,
  /// The tail is over: somebody had aborted the entry.
  FINISHED_ABORTED,
  /// Aborted before autoserv ran.
  ABORTED_EARLY
}
