package org.autotest.autoserv.api;

import org.autotest.core.meeting.MeetingFailed;

/// A point where the server and machines of a job wait for each other. The first of the sorted
/// names is the master: it listens, the others connect. Clients meet there with their own
/// `job.barrier`.
public interface Barrier {
  /// The port, unless told otherwise.
  int DEFAULT_PORT = 11922;

  /// Waits for all the members, of which this one is one.
  ///
  /// @param members names that reach them from each other, or `name#suffix` for several on one
  ///   machine
  /// @throws MeetingFailed when they do not come in time, or one of them gives up
  void rendezvous(String... members);

  /// Meets the members only to tell them to give up.
  ///
  /// @throws MeetingFailed always: the barrier is given up, or they do not come in time
  void giveUp(String... members);
}
