package org.autotest.store;

import java.time.Duration;
import java.util.regex.Pattern;

/// Where a database is and how to get in.
///
/// @param url `jdbc:mariadb://HOST[:PORT][,HOST…]/DATABASE[?option=value&…]`; more than one host
///   for a Galera cluster
/// @param user an account that may change data, and tables when it migrates
/// @param password empty for an account without one
/// @param connectionsMax most connections open at once, 1 to 1000
/// @param patience how long to wait for a connection before the database counts as unavailable; at
///   least 250 ms
public record DatabaseAddress(
    String url, String user, String password, int connectionsMax, Duration patience) {

  /// Connections of a process that nobody configured.
  public static final int CONNECTIONS_DEFAULT = 10;

  /// Patience of a process that nobody configured.
  public static final Duration PATIENCE_DEFAULT = Duration.ofSeconds(10);

  private static final Pattern URL = Pattern.compile("jdbc:mariadb:[^/]*//[^/]+/([^/?]+)(\\?.*)?");

  public DatabaseAddress {
    if (!URL.matcher(url).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no database: jdbc:mariadb://HOST:PORT/DATABASE is wanted"
              .formatted(url.replaceFirst("\\?.*", "")));
    }
    if (connectionsMax < 1 || connectionsMax > 1_000) {
      throw new IllegalArgumentException("connections must be 1 to 1000, are " + connectionsMax);
    }
    if (patience.compareTo(Duration.ofMillis(250)) < 0) {
      throw new IllegalArgumentException("patience must be at least 250 ms, is " + patience);
    }
  }

  /// An address with the usual number of connections and the usual patience.
  public static DatabaseAddress of(String url, String user, String password) {
    return new DatabaseAddress(url, user, password, CONNECTIONS_DEFAULT, PATIENCE_DEFAULT);
  }

  /// The same, with another limit on connections.
  public DatabaseAddress withConnectionsMax(int connections) {
    return new DatabaseAddress(url, user, password, connections, patience);
  }

  /// The server and database as people may see them: without options, which may hold secrets.
  public String shown() {
    return url.replaceFirst("\\?.*", "");
  }

  /// Without the password.
  @Override
  public String toString() {
    return "%s as %s".formatted(shown(), user);
  }
}
