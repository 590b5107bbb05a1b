package org.autotest.core.job;

import java.time.Duration;

/// A client that is told to stop: what it says then, and how long it may take, for both sides.
public final class ClientStop {
  /// The reason of whatever was running.
  public static final String REASON = "the client was told to stop";

  /// How long the client waits for its job before it writes the job's end itself.
  public static final Duration OWN_END = Duration.ofSeconds(12);

  /// How long autoserv waits between asking it and killing it: longer, so that a log has its end.
  public static final Duration GRACE = Duration.ofSeconds(15);

  private ClientStop() {}
}
