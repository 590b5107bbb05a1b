package org.autotest.autoserv.host;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What lies between us and a machine. When that may be broken, a connection that did not come
/// about says nothing of the machine itself.
final class SshWay {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final SshTarget target;

  SshWay(SshTarget target) {
    this.target = target;
  }

  /// What a failed connection is, in the light of how ssh gets there: a machine behind another one,
  /// or behind a program, is not known to be away unless the other one says so, and neither is one
  /// whose name we cannot look up.
  SshFailure judged(SshFailure failed) throws InterruptedException {
    if (failed.kind() != SshFailure.Kind.UNREACHABLE || failed.isOfMachineBehind()) {
      return failed;
    }
    Optional<String> config = configuration();
    String name = Login.value(config, "hostname").orElse(target.hostname().value());
    boolean direct = config.isPresent() && !isThrough(config.get());
    return direct && said(List.of("getent", "ahosts", name)).isPresent()
        ? failed
        : new SshFailure(SshFailure.Kind.WAY_BROKEN, failed.problem());
  }

  /// How ssh would go there, as `ssh -G` prints it; empty when it does not say.
  Optional<String> configuration() throws InterruptedException {
    return said(target.command(Path.of("none"), List.of("-G")));
  }

  private static boolean isThrough(String config) {
    return config.lines().anyMatch(line -> line.matches("proxy(jump|command) (?!none$).*"));
  }

  private static Optional<String> said(List<String> argv) throws InterruptedException {
    try {
      CommandResult result = LocalCommand.run(argv, Map.of(), LIMIT);
      return result.isSuccess() ? Optional.of(result.stdout()) : Optional.empty();
    } catch (IOException noProgram) {
      return Optional.empty();
    }
  }
}
