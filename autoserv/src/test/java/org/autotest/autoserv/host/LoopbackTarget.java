package org.autotest.autoserv.host;

import java.util.Optional;
import org.autotest.core.host.Hostname;
import org.autotest.testkit.LoopbackSshd;

/// The machine behind a [LoopbackSshd], as autoserv names it.
public final class LoopbackTarget {
  private static final int CONNECT_SECONDS = 10;

  private LoopbackTarget() {}

  public static SshTarget of(LoopbackSshd sshd) {
    return new SshTarget(
        new Hostname("loop"),
        Optional.empty(),
        Optional.empty(),
        Optional.of(sshd.configuration()),
        Optional.of(sshd.knownHosts()),
        CONNECT_SECONDS);
  }
}
