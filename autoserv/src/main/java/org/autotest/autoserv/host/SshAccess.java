package org.autotest.autoserv.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.autotest.core.program.CallersLocale;

/// [Access] over the OpenSSH program of this machine: it honours the lab's ssh configuration, jump
/// hosts and agents. Host keys are always checked; the key of a machine never seen before is
/// accepted and remembered. Commands share the connection of the shell.
final class SshAccess implements Access {
  private final SshTarget target;
  private final Path socketDirectory;
  private int connections;

  SshAccess(SshTarget target, Path socketDirectory) {
    this.target = target;
    this.socketDirectory = socketDirectory;
  }

  @Override
  public String hostname() {
    return target.hostname().value();
  }

  @Override
  public boolean isHere() {
    return false;
  }

  @Override
  public Duration answerLimit() {
    return Duration.ofSeconds(2L * target.connectSeconds());
  }

  /// A new socket for each connection: a dying one may still hold its own.
  @Override
  public ProcessBuilder shell() {
    connections++;
    return with(List.of("-M", "-o", "ControlPersist=no"), "exec /bin/sh");
  }

  @Override
  public SshFailure judged(SshFailure failed) throws InterruptedException {
    return new SshWay(target).judged(failed);
  }

  @Override
  public ProcessBuilder command(String command) {
    return with(List.of("-o", "ControlMaster=no"), command);
  }

  @Override
  public boolean commandsEndWithShell() {
    return true;
  }

  /// It has begun: ssh stays until all that it brings was read.
  @Override
  public void begin(Process process) {}

  /// The ssh program alone holds what is read here.
  @Override
  public void end(Process process) {
    process.destroyForcibly();
  }

  private ProcessBuilder with(List<String> options, String command) {
    Path socket = socketDirectory.resolve(Integer.toString(connections));
    List<String> argv = target.command(socket, options);
    argv.add(command);
    ProcessBuilder ssh = new ProcessBuilder(argv);
    // It may be set up to tell the machine of the locale.
    CallersLocale.putBack(ssh.environment());
    return ssh;
  }
}
