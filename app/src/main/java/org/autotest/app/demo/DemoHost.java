package org.autotest.app.demo;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.KeySetPublickeyAuthenticator;
import org.apache.sshd.server.session.ServerSession;

/// One machine of the demo: an SSH server on a loopback port, whose commands are really run, by
/// `/bin/sh`, as the current user, in a home directory of the host's own.
final class DemoHost implements AutoCloseable {
  /// Commands of a host carry this variable, so that they can be found when the host is switched
  /// off. Its value is the host's directory.
  static final String MARK = "AUTOTEST_DEMO_HOST";

  private final String name;
  private final Path directory;
  private final SshServer server;

  private DemoHost(String name, Path directory, SshServer server) {
    this.name = name;
    this.directory = directory;
    this.server = server;
  }

  /// Switches a host on.
  ///
  /// @param directory its home; made when absent
  /// @param hostKey what it proves its identity with
  /// @param userKey the only key that it lets in
  /// @param port the port it had last time, which it gets again when free; 0 for any
  /// @throws IOException when no port can be opened
  static DemoHost start(String name, Path directory, KeyPair hostKey, PublicKey userKey, int port)
      throws IOException {
    Path guarded = refuseToPowerOff(directory);
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(port);
    server.setKeyPairProvider(KeyPairProvider.wrap(hostKey));
    server.setPublickeyAuthenticator(new KeySetPublickeyAuthenticator(name, List.of(userKey)));
    server.setCommandFactory(
        (_, command) -> new ShellCommand(directory, guarded, List.of("-c", command)));
    server.setShellFactory(_ -> new ShellCommand(directory, guarded, List.of()));
    CoreModuleProperties.TCP_NODELAY.set(server, true);
    // A job may be silent for hours.
    CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
    CoreModuleProperties.NIO2_READ_TIMEOUT.set(server, Duration.ZERO);
    try {
      server.start();
    } catch (BindException taken) {
      if (port == 0) {
        throw taken;
      }
      return start(name, directory, hostKey, userKey, 0);
    }
    return new DemoHost(name, directory, server);
  }

  /// Puts programs in the way of those that would take the real machine down: the host is only a
  /// directory of it.
  ///
  /// @return where they are, to stand first in the host's search path
  private static Path refuseToPowerOff(Path directory) throws IOException {
    Path programs = Files.createDirectories(directory.resolve(".demo/bin"));
    for (String name : List.of("reboot", "shutdown", "halt", "poweroff", "init", "telinit")) {
      Path program = programs.resolve(name);
      Files.writeString(
          program,
          "#!/bin/sh\necho \"%s: a host of the demo is a directory of the machine it runs on\" >&2\nexit 1\n"
              .formatted(name));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return programs;
  }

  String name() {
    return name;
  }

  Path directory() {
    return directory;
  }

  int port() {
    return server.getPort();
  }

  /// Cuts every connection, as a broken network does; commands go on.
  void dropConnections() {
    for (ServerSession session :
        server.getActiveSessions().stream()
            .filter(ServerSession.class::isInstance)
            .map(ServerSession.class::cast)
            .toList()) {
      session.close(true);
    }
  }

  /// Switches it off: nothing of what it ran is left.
  @Override
  public void close() throws IOException {
    server.stop(true);
    Leftovers.withVariable(MARK, directory.toString()).end(Duration.ofSeconds(2));
  }

  /// A key that both OpenSSH and the server's library read without further libraries.
  static KeyPair newKey() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java has no elliptic curves", impossible);
    }
  }
}
