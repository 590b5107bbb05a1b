package org.autotest.store.embedded;

import java.nio.file.Path;
import java.time.Duration;

/// How to run an embedded MariaDB.
///
/// @param directory of this server: data, log, password. Created when absent; used by one server at
///   a time
/// @param templates where freshly initialised data directories are kept, one for each version of
///   MariaDB, to copy from; may be shared and may be deleted at any time
/// @param installation the program
/// @param isDurable whether a commit survives a power failure; a test does without
/// @param bufferPoolMb memory for cached pages, in MB, at least 8; the process takes some 60 MB
///   more
/// @param patience how long starting and stopping may each take
public record EmbeddedSettings(
    Path directory,
    Path templates,
    MariaDbInstallation installation,
    boolean isDurable,
    int bufferPoolMb,
    Duration patience) {

  /// Fits a laboratory of some hundred hosts.
  public static final int BUFFER_POOL_MB_DEFAULT = 128;

  public EmbeddedSettings {
    directory = directory.toAbsolutePath().normalize();
    templates = templates.toAbsolutePath().normalize();
    if (bufferPoolMb < 8) {
      throw new IllegalArgumentException("buffer pool must be at least 8 MB, is " + bufferPoolMb);
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("patience must be positive, is " + patience);
    }
  }

  /// Settings for data that matter.
  public static EmbeddedSettings durable(
      Path directory, Path templates, MariaDbInstallation installation) {
    return new EmbeddedSettings(
        directory, templates, installation, true, BUFFER_POOL_MB_DEFAULT, Duration.ofMinutes(1));
  }

  /// Settings for a test: fast, small, forgetful when the machine crashes.
  public static EmbeddedSettings throwAway(
      Path directory, Path templates, MariaDbInstallation installation) {
    return new EmbeddedSettings(
        directory, templates, installation, false, 64, Duration.ofMinutes(1));
  }
}
