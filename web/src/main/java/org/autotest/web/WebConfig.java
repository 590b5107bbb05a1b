package org.autotest.web;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// How the web server is set up.
///
/// @param bindAddress `127.0.0.1` for this machine alone
/// @param port 0 lets the system choose one
/// @param resultsRoot the results repository
/// @param testsDir where the catalogue's control files are, with `client/` and `server/` below
/// @param https whether people reach it by HTTPS, through a proxy: cookies are then marked secure
/// @param sessionLength how long a login lasts without use of the password
/// @param version shown at the foot of pages and in REST
/// @param trouble what the first page warns of, besides what the database tells: a sentence
public record WebConfig(
    String bindAddress,
    int port,
    Path resultsRoot,
    Path testsDir,
    boolean https,
    Duration sessionLength,
    String version,
    Supplier<Optional<String>> trouble) {
  /// How long a login lasts when nothing else is said.
  public static final Duration SESSION_LENGTH = Duration.ofDays(14);

  public WebConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("no TCP port has number " + port);
    }
  }
}
