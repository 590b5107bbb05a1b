package org.autotest.autoserv.job;

/// What is known of a machine, and can be done about it, beside the line to it.
public interface Lifeline {
  /// Of a machine of which nothing is known.
  Lifeline NONE =
      new Lifeline() {
        @Override
        public boolean isDead() {
          return false;
        }

        @Override
        public void revive() {}
      };

  /// Whether it is certain that the line leads nowhere, although it has not broken yet.
  ///
  /// @return false again when [#revive] was called
  boolean isDead();

  /// Does what can be done so that a machine that was lost comes back. May take minutes; that it
  /// did not help is only written down.
  void revive() throws InterruptedException;
}
