package org.autotest.autoserv.job;

import java.time.Duration;
import org.autotest.autoserv.host.HostRestart;
import org.autotest.core.job.ClientStop;

/// How long and how much a job on a machine may take.
///
/// @param disconnect how long a machine may stay away while its client runs
/// @param stranded how long one that stayed away for longer is waited for once more, so that what
///   its client wrote is not left there
/// @param reboot how long a reboot that the client asked for may take
/// @param grace between asking a client to end and killing it
/// @param betweenCollections results of finished tests are fetched while the client runs, but not
///   more often than this
/// @param resultsBytesMax most bytes of results of one machine
/// @param statusBytesMax most bytes of a client's status file
public record ClientLimits(
    Duration disconnect,
    Duration stranded,
    HostRestart.Limits reboot,
    Duration grace,
    Duration betweenCollections,
    long resultsBytesMax,
    long statusBytesMax) {
  public static final ClientLimits DEFAULTS =
      new ClientLimits(
          Duration.ofSeconds(1800),
          Duration.ofSeconds(900),
          HostRestart.Limits.DEFAULTS,
          ClientStop.GRACE,
          Duration.ofSeconds(5),
          2L * 1024 * 1024 * 1024,
          64L * 1024 * 1024);

  /// The same, but for how long a machine may stay away.
  public ClientLimits disconnectedFor(Duration other) {
    return new ClientLimits(
        other, stranded, reboot, grace, betweenCollections, resultsBytesMax, statusBytesMax);
  }
}
