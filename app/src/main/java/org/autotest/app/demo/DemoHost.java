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
import java.util.UUID;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.KeySetPublickeyAuthenticator;

/// One machine of the demo: an SSH server on a loopback port, whose commands are really run, by
/// `/bin/sh`, as the current user, in a home directory of the host's own.
///
/// It can be rebooted: `reboot` and its like end everything that runs on the host, and it comes
/// back a moment later with another boot id. The machine that the demo runs on is left alone.
final class DemoHost implements AutoCloseable {
  private static final System.Logger log = System.getLogger(DemoHost.class.getName());

  /// Commands of a host carry this variable, so that they can be found when the host is switched
  /// off. Its value is the host's directory.
  static final String MARK = "AUTOTEST_DEMO_HOST";

  private static final List<String> REBOOTING =
      List.of("reboot", "shutdown", "halt", "poweroff", "init", "telinit");

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// What makes a host the one it is.
  ///
  /// @param directory its home
  /// @param hostKey what it proves its identity with
  /// @param userKey the only key that it lets in
  record Identity(String name, Path directory, KeyPair hostKey, PublicKey userKey) {
    Path internals() {
      return directory.resolve(".demo");
    }
  }

  private final Identity identity;
  private final RebootWatch watch;
  private SshServer server;
  private boolean switchedOff;

  private DemoHost(Identity identity, SshServer server) throws IOException {
    this.identity = identity;
    this.server = server;
    this.watch = RebootWatch.start(identity.internals(), this::reboot);
  }

  /// Switches a host on.
  ///
  /// @param port the port it had last time, which it gets again when free; 0 for any
  /// @throws IOException when no port can be opened
  static DemoHost start(Identity identity, int port) throws IOException {
    Path programs = Files.createDirectories(identity.internals().resolve("bin"));
    for (String name : REBOOTING) {
      Path program = programs.resolve(name);
      Files.writeString(
          program,
          """
          #!/bin/sh
          # Reboots this host of the demo, and nothing else.
          : > "$%s/.demo/%s"
          """
              .formatted(MARK, RebootWatch.WANTED));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    boot(identity);
    return new DemoHost(identity, listen(identity, port));
  }

  private static void boot(Identity identity) throws IOException {
    Files.writeString(identity.internals().resolve("boot_id"), UUID.randomUUID() + "\n");
  }

  private static SshServer listen(Identity identity, int port) throws IOException {
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(port);
    server.setKeyPairProvider(KeyPairProvider.wrap(identity.hostKey()));
    server.setPublickeyAuthenticator(
        new KeySetPublickeyAuthenticator(identity.name(), List.of(identity.userKey())));
    Path home = identity.directory();
    server.setCommandFactory((_, command) -> new ShellCommand(home, List.of("-c", command)));
    server.setShellFactory(_ -> new ShellCommand(home, List.of()));
    CoreModuleProperties.TCP_NODELAY.set(server, true);
    // A job may be silent for hours.
    CoreModuleProperties.IDLE_TIMEOUT.set(server, Duration.ZERO);
    CoreModuleProperties.NIO2_READ_TIMEOUT.set(server, Duration.ZERO);
    try {
      server.start();
      return server;
    } catch (BindException taken) {
      if (port == 0) {
        throw taken;
      }
      return listen(identity, 0);
    }
  }

  String name() {
    return identity.name();
  }

  synchronized int port() {
    return server.getPort();
  }

  /// Cuts every connection, as a broken network does; commands go on.
  synchronized void dropConnections() {
    for (AbstractSession session : server.getActiveSessions()) {
      session.close(true);
    }
  }

  private synchronized void reboot() {
    if (switchedOff) {
      return;
    }
    int port = server.getPort();
    try {
      server.stop(true);
      leftovers().end(PATIENCE);
      boot(identity);
      server = listen(identity, port);
      log.log(System.Logger.Level.INFO, "{0} has rebooted", identity.name());
    } catch (IOException failure) {
      log.log(System.Logger.Level.ERROR, "rebooting " + identity.name(), failure);
    }
  }

  /// Switches it off: nothing of what it ran is left.
  @Override
  public synchronized void close() throws IOException {
    switchedOff = true;
    watch.close();
    server.stop(true);
    leftovers().end(PATIENCE);
  }

  /// Processes of its commands.
  List<ProcessHandle> running() {
    return leftovers().find();
  }

  private Leftovers leftovers() {
    return Leftovers.withVariable(MARK, identity.directory().toString());
  }

  /// A key that both OpenSSH and the server's library read without further libraries.
  static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this Java has no elliptic curves", impossible);
    }
  }
}
