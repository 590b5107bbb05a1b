package org.autotest.web;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.autotest.web.action.LabStandards;

/// How the web server is set up.
///
/// @param bindAddress `127.0.0.1` for this machine alone
/// @param port 0 lets the system choose one
/// @param resultsRoot the results repository
/// @param testsDir where the catalogue's control files are, with `client/` and `server/` below
/// @param url how people reach it when a proxy stands before it; cookies are marked secure when
///   that is by HTTPS
/// @param sessionLength how long a login lasts without use of the password
/// @param version shown at the foot of pages and in REST
/// @param trouble what the first page warns of, besides what the database tells: a sentence
public record WebConfig(
    String bindAddress,
    int port,
    Path resultsRoot,
    Path testsDir,
    Optional<URI> url,
    Duration sessionLength,
    String version,
    LabStandards standards,
    Supplier<Optional<String>> trouble) {
  /// How long a login lasts when nothing else is said.
  public static final Duration SESSION_LENGTH = Duration.ofDays(14);

  public WebConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("no TCP port has number " + port);
    }
  }

  /// Whether browsers reach it by HTTPS.
  boolean https() {
    return url.filter(address -> "https".equals(address.getScheme())).isPresent();
  }
}
