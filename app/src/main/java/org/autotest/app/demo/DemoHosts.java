package org.autotest.app.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.autotest.core.results.Keyvals;

/// The machines of the demo, and the OpenSSH configuration under which they are `demo1` to `demo4`.
///
/// Keys and ports are kept, so that an autoserv that outlived the demo finds its host again.
public final class DemoHosts implements AutoCloseable {
  private final Path sshConfig;
  private final List<DemoHost> hosts;

  private DemoHosts(Path sshConfig, List<DemoHost> hosts) {
    this.sshConfig = sshConfig;
    this.hosts = hosts;
  }

  /// Switches the hosts on.
  ///
  /// @param directory where keys, configuration and the hosts' directories are kept
  public static DemoHosts start(Path directory, List<String> names) throws IOException {
    Path keys = Files.createDirectories(directory.resolve("ssh"));
    KeyPair userKey = key(keys.resolve("id_ecdsa"));
    Map<String, String> ports = Keyvals.read(keys.resolve("ports"));
    List<DemoHost> hosts = new ArrayList<>();
    for (String name : names) {
      hosts.add(
          DemoHost.start(
              new DemoHost.Identity(
                  name,
                  directory.resolve("hosts").resolve(name),
                  key(keys.resolve(name + "_host_key")),
                  userKey.getPublic()),
              Integer.parseInt(ports.getOrDefault(name, "0"))));
    }
    Files.writeString(
        keys.resolve("ports"),
        hosts.stream()
            .map(host -> Keyvals.line(host.name(), Integer.toString(host.port())))
            .collect(Collectors.joining()));
    Path sshConfig = keys.resolve("config");
    Files.writeString(keys.resolve("known_hosts"), knownHosts(keys, names));
    Files.writeString(sshConfig, configuration(keys, hosts));
    return new DemoHosts(sshConfig, List.copyOf(hosts));
  }

  /// What `ssh -F` wants.
  public Path sshConfig() {
    return sshConfig;
  }

  /// What runs on a host now.
  ///
  /// @param name one of those it was started with
  public List<ProcessHandle> running(String name) {
    return hosts.stream()
        .filter(host -> host.name().equals(name))
        .flatMap(host -> host.running().stream())
        .toList();
  }

  List<DemoHost> hosts() {
    return hosts;
  }

  /// Switches them off.
  @Override
  public void close() throws IOException {
    for (DemoHost host : hosts) {
      host.close();
    }
  }

  /// Reads a private key, or makes one.
  private static KeyPair key(Path file) throws IOException {
    try {
      if (Files.exists(file)) {
        try (var stream = Files.newInputStream(file)) {
          return SecurityUtils.loadKeyPairIdentities(null, file::toString, stream, null)
              .iterator()
              .next();
        }
      }
      KeyPair fresh = DemoHost.newKey();
      Path beside = file.resolveSibling(file.getFileName() + ".new");
      Files.deleteIfExists(beside);
      Files.createFile(
          beside,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try (OutputStream stream = Files.newOutputStream(beside, StandardOpenOption.WRITE)) {
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(fresh, "demo", null, stream);
      }
      Files.move(beside, file);
      return fresh;
    } catch (GeneralSecurityException broken) {
      throw new IOException("reading the key %s: %s".formatted(file, broken.getMessage()), broken);
    }
  }

  private static String knownHosts(Path keys, List<String> names) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      KeyPair key = key(keys.resolve(name + "_host_key"));
      lines.append(name).append(' ').append(PublicKeyEntry.toString(key.getPublic())).append('\n');
    }
    return lines.toString();
  }

  private static String configuration(Path keys, List<DemoHost> hosts) {
    StringBuilder text = new StringBuilder("# Written by autotest demo at each start.\n");
    for (DemoHost host : hosts) {
      text.append(
          """
          Host %1$s
            HostName 127.0.0.1
            HostKeyAlias %1$s
            Port %2$d
          """
              .formatted(host.name(), host.port()));
    }
    text.append(
        """
        Host *
          User %s
          IdentityFile "%s"
          IdentitiesOnly yes
          IdentityAgent none
          UserKnownHostsFile "%s"
          GlobalKnownHostsFile /dev/null
          StrictHostKeyChecking yes
          BatchMode yes
          LogLevel ERROR
        """
            .formatted(
                System.getProperty("user.name"),
                escape(keys.resolve("id_ecdsa")),
                escape(keys.resolve("known_hosts"))));
    return text.toString();
  }

  /// A path as OpenSSH reads it between quotes, where `%` begins a token.
  private static String escape(Path path) {
    return path.toString().replace("%", "%%");
  }
}
