package org.autotest.client.api;

/// A point where several hosts of a job wait for each other. The first of the sorted names is the
/// master: it listens, the others connect. Python jobs meet at the same points.
public interface Barrier {
  /// The port, unless told otherwise.
  int DEFAULT_PORT = 11922;

  /// Waits for all the members, of which this host is one.
  ///
  /// @param members `host`, or `host#suffix` for several on one host
  /// @throws JobError when they do not come in time, or one of them gives up
  void rendezvous(String... members);

  /// Meets the members only to tell them to give up.
  ///
  /// @throws JobError always: the barrier is given up, or they do not come in time
  void giveUp(String... members);
}
