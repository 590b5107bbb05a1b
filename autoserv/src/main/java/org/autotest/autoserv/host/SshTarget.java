package org.autotest.autoserv.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.autotest.core.host.Hostname;

/// A machine and how ssh gets to it. What is not said here is up to the lab's ssh configuration.
///
/// @param user login on the machine
/// @param port 1 to 65535
/// @param config a file for `ssh -F`
/// @param knownHosts where host keys are looked up and new ones are added
/// @param connectSeconds how long the TCP connection and the ssh handshake may take, each
public record SshTarget(
    Hostname hostname,
    Optional<String> user,
    Optional<Integer> port,
    Optional<Path> config,
    Optional<Path> knownHosts,
    int connectSeconds) {

  public SshTarget {
    user.ifPresent(
        name -> {
          if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,63}")) {
            throw new IllegalArgumentException("'%s' is no login name".formatted(name));
          }
        });
  }

  /// Whether it is this very machine, which needs no ssh: `localhost`, of which neither a login nor
  /// a port nor an ssh configuration says more.
  public boolean isHere() {
    return hostname.value().equals("localhost")
        && user.isEmpty()
        && port.isEmpty()
        && config.isEmpty();
  }

  /// The ssh command up to and including the host's name; a remote command follows.
  ///
  /// @param socket of the shared connection
  /// @param extra further options
  List<String> command(Path socket, List<String> extra) {
    List<String> argv = new ArrayList<>(List.of("ssh"));
    config.ifPresent(file -> argv.addAll(List.of("-F", file.toString())));
    argv.addAll(List.of("-a", "-x", "-T", "-S", socket.toString()));
    argv.addAll(extra);
    option(argv, "BatchMode=yes");
    option(argv, "StrictHostKeyChecking=accept-new");
    knownHosts.ifPresent(file -> option(argv, "UserKnownHostsFile=\"" + file + "\""));
    option(argv, "ConnectTimeout=" + connectSeconds);
    option(argv, "ConnectionAttempts=1");
    option(argv, "ServerAliveInterval=15");
    option(argv, "ServerAliveCountMax=4");
    option(argv, "LogLevel=ERROR");
    option(argv, "PermitLocalCommand=no");
    option(argv, "RemoteCommand=none");
    option(argv, "ClearAllForwardings=yes");
    user.ifPresent(name -> argv.addAll(List.of("-l", name)));
    port.ifPresent(number -> argv.addAll(List.of("-p", Integer.toString(number))));
    argv.add("--");
    argv.add(hostname.value());
    return argv;
  }

  private static void option(List<String> argv, String option) {
    argv.add("-o");
    argv.add(option);
  }
}
