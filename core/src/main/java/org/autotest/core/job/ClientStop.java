package org.autotest.core.job;

import java.time.Duration;

/// How long a client that is told to stop may take, for both sides.
public final class ClientStop {
  /// How long the client waits for its job before it writes the job's end itself.
  public static final Duration OWN_END = Duration.ofSeconds(12);

  /// How long autoserv waits between asking it and killing it: longer, so that a log has its end.
  public static final Duration GRACE = Duration.ofSeconds(15);

  private ClientStop() {}
}
