package org.autotest.autoserv.job;

import org.autotest.autoserv.host.HostConnection;

/// What is known of a machine, and can be done about it, beside the line to it.
public interface Lifeline {
  /// Of a machine of which nothing is known.
  Lifeline NONE =
      new Lifeline() {
        @Override
        public boolean isDead(HostConnection host) {
          return false;
        }

        @Override
        public void revive(HostConnection host) {}

        @Override
        public boolean reset(HostConnection host) {
          return false;
        }
      };

  /// Whether it is certain that the line leads nowhere, although it has not broken yet.
  ///
  /// @param host the caller's line to it
  /// @return false again when [#revive] was called, or the line has connected anew
  boolean isDead(HostConnection host);

  /// Does what can be done so that a machine of which the line has broken comes back. May take
  /// minutes; that it did not help is only written down.
  ///
  /// @param host the caller's line to it
  void revive(HostConnection host) throws InterruptedException;

  /// Does what can be done for a machine that was waited for in vain, or is stuck: once in a job,
  /// [#revive] included. May take half an hour; that it did not help is only written down.
  ///
  /// @param host the caller's line to it
  /// @return whether it was switched off and on now
  boolean reset(HostConnection host) throws InterruptedException;
}
