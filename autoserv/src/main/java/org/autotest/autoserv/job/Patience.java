package org.autotest.autoserv.job;

import java.time.Duration;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.autoserv.host.SshFailure;

/// Waits for the machine of a client, and remembers whether it did so in vain: a connection that
/// breaks is no sign yet of a machine that hangs.
final class Patience {
  private boolean over;

  /// Waits until it answers.
  ///
  /// @throws SshFailure when the limit is over, or as [HostRestart#awaitReturn]
  void awaitReturn(HostConnection host, Duration limit) throws InterruptedException {
    try {
      HostRestart.awaitReturn(host, limit);
    } catch (SshFailure away) {
      over = true;
      throw away;
    }
  }

  /// Whether a whole wait was in vain.
  boolean isOver() {
    return over;
  }
}
