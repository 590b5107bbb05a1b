package org.autotest.autoserv.host;

import java.util.Optional;

/// As whom and where a machine is reached, as the lab's ssh configuration says.
///
/// @param address a name or an address
/// @param port 1 to 65535
public record Login(String user, String address, int port) {
  private static final int STANDARD_PORT = 22;

  /// Asks ssh, which does not go there for that.
  public static Login of(SshTarget target) throws InterruptedException {
    String self = System.getProperty("user.name", "");
    Optional<String> config =
        target.isHere() ? Optional.empty() : new SshWay(target).configuration();
    return new Login(
        value(config, "user").orElse(target.user().orElse(self)),
        value(config, "hostname").orElse(target.hostname().value()),
        value(config, "port")
            .filter(port -> port.matches("\\d{1,5}"))
            .map(Integer::valueOf)
            .orElse(target.port().orElse(STANDARD_PORT)));
  }

  /// What a word of it is set to.
  ///
  /// @param config as `ssh -G` prints it
  static Optional<String> value(Optional<String> config, String word) {
    return config.stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(word + " "))
        .map(line -> line.substring(word.length() + 1))
        .findFirst();
  }
}
