package org.autotest.autoserv.host;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// [HostConnection] over the OpenSSH program of this machine: it honours the lab's ssh
/// configuration, jump hosts and agents. Host keys are always checked; the key of a machine never
/// seen before is accepted and remembered.
public final class SshConnection implements HostConnection {
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);
  private static final String COMMAND = "exec " + RemoteCommand.SHELL + " -c \"$1\"";

  private final SshTarget target;
  private final Path socketDirectory;
  private final Logger log;
  private @Nullable RemoteShell shell;
  private int connections;

  /// Connects to nothing yet.
  ///
  /// @param socketDirectory exists, is private to us, and has a short name: a socket's path may
  ///   have 107 bytes. Who made it removes it
  public SshConnection(SshTarget target, Path socketDirectory, Logger log) {
    this.target = target;
    this.socketDirectory = socketDirectory;
    this.log = log;
  }

  @Override
  public String hostname() {
    return target.hostname().value();
  }

  @Override
  public CommandResult run(String script, Duration limit, List<String> arguments)
      throws InterruptedException {
    return run(script, script, limit, arguments);
  }

  @Override
  public CommandResult runCommand(String command, Duration limit) throws InterruptedException {
    return run(command, COMMAND, limit, List.of(command));
  }

  private CommandResult run(String told, String script, Duration limit, List<String> arguments)
      throws InterruptedException {
    RemoteShell open = open();
    try {
      CommandResult result = open.run(hostname(), script, limit, arguments);
      log.log(Level.DEBUG, () -> "ran: %s -> %s".formatted(shortened(told), shown(result)));
      if (result.isCut()) {
        log.log(
            Level.WARNING,
            () ->
                "%s: the middle of the output of '%s' is left out: %d bytes"
                    .formatted(hostname(), shortened(told), result.cutBytes()));
      }
      return result;
    } catch (RemoteShell.Overdue overdue) {
      overdue.processGroup().ifPresent(this::kill);
      disconnect();
      throw new SshFailure(
          "running '%s' on %s: no end in %d s"
              .formatted(shortened(told), hostname(), limit.toSeconds()),
          overdue.output());
    } catch (SshFailure lost) {
      disconnect();
      throw lost;
    } catch (InterruptedException stop) {
      // Nobody waits for it any more.
      open.processGroup().ifPresent(this::kill);
      disconnect();
      throw stop;
    }
  }

  @Override
  public RemoteProcess start(String script, Duration limit, List<String> arguments)
      throws InterruptedException {
    open();
    List<String> words = new ArrayList<>(List.of("exec", "/bin/sh", "-c"));
    List<String> quoted = new ArrayList<>(List.of(script, "autoserv"));
    quoted.addAll(arguments);
    String doing = "running a command on " + hostname();
    return new RemoteProcess(
        doing, shared(String.join(" ", words) + " " + ShellWords.join(quoted)), limit);
  }

  @Override
  public void connect() throws InterruptedException {
    open();
  }

  @Override
  public void disconnect() {
    if (shell != null) {
      shell.close();
      shell = null;
    }
  }

  @Override
  public void close() {
    disconnect();
  }

  private RemoteShell open() throws InterruptedException {
    if (shell != null && shell.isAlive()) {
      return shell;
    }
    disconnect();
    connections++;
    List<String> argv = target.command(socket(), List.of("-M", "-o", "ControlPersist=no"));
    argv.add("exec /bin/sh");
    log.log(Level.DEBUG, () -> "connecting: " + ShellWords.join(argv));
    RemoteShell opened = new RemoteShell(launch(argv));
    try {
      opened.greet(hostname(), Duration.ofSeconds(2L * target.connectSeconds()));
    } catch (SshFailure | InterruptedException failed) {
      opened.close();
      throw failed;
    }
    shell = opened;
    return opened;
  }

  private void kill(long processGroup) {
    String command = "kill -KILL -%1$d 2>/dev/null || kill -KILL %1$d".formatted(processGroup);
    try (RemoteProcess kill =
        new RemoteProcess("killing a command on " + hostname(), shared(command), KILL_LIMIT)) {
      kill.waitFor();
    } catch (SshFailure gone) {
      log.log(Level.WARNING, gone.problem() + "; it may still be running there");
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private Process shared(String command) {
    List<String> argv = target.command(socket(), List.of("-o", "ControlMaster=no"));
    argv.add(command);
    return launch(argv);
  }

  private Process launch(List<String> argv) {
    try {
      return new ProcessBuilder(argv).redirectInput(Redirect.PIPE).start();
    } catch (IOException noSsh) {
      throw new SshFailure(
          SshFailure.Kind.MISCONFIGURED,
          "connecting to %s: the ssh program does not start: %s"
              .formatted(hostname(), noSsh.getMessage()));
    }
  }

  /// A new name for each connection: a dying one may still hold its own.
  private Path socket() {
    return socketDirectory.resolve(Integer.toString(connections));
  }

  private static String shortened(String script) {
    String line = script.strip().replaceAll("\\s*\\R\\s*", " ; ");
    return line.length() <= 120 ? line : line.substring(0, 120) + "…";
  }

  private static String shown(CommandResult result) {
    return "exit %d, stdout '%s', stderr '%s'"
        .formatted(result.exit(), shortened(result.stdout()), shortened(result.stderr()));
  }
}
