package org.autotest.autoserv.host;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.autotest.core.host.Hostname;
import org.jspecify.annotations.Nullable;

/// [HostConnection] to a shell of the machine.
public final class ShellConnection implements HostConnection {
  private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

  /// The same, of a line that is being closed.
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  /// How long a command that was just sent may take to say that it has begun.
  private static final Duration BEGIN_LIMIT = Duration.ofSeconds(1);

  private static final int SCRIPT_BYTES_MAX = 100_000;

  /// Of all words together, quoted. Linux takes 128 KiB as one argument, a zero at its end.
  private static final int COMMAND_BYTES_MAX = 128 * 1024 - 1;

  private static final String COMMAND = "exec " + RemoteCommand.SHELL + " -c \"$1\"";

  private final Access access;
  private final Logger log;
  private final String mark = AfterMark.word();
  private final Queue<RemoteProcess> started = new ConcurrentLinkedQueue<>();
  private volatile @Nullable RemoteShell shell;
  private volatile boolean closed;
  private volatile Optional<Contact> contact = Optional.empty();

  private ShellConnection(Access access, Logger log) {
    this.access = access;
    this.log = log;
  }

  /// Connects to nothing yet; over ssh when it does.
  ///
  /// @param socketDirectory exists, is private to us, and has a short name: a socket's path may
  ///   have 107 bytes. Who made it removes it
  public static ShellConnection overSsh(SshTarget target, Path socketDirectory, Logger log) {
    return new ShellConnection(new SshAccess(target, socketDirectory), log);
  }

  /// Connects to nothing yet; to this very machine, without ssh, when it does.
  ///
  /// @param hostname the name it is known by
  public static ShellConnection local(Hostname hostname, Logger log) {
    return new ShellConnection(new LocalAccess(hostname), log);
  }

  @Override
  public String hostname() {
    return access.hostname();
  }

  @Override
  public boolean isHere() {
    return access.isHere();
  }

  @Override
  public Optional<Contact> lastContact() {
    return contact;
  }

  @Override
  public CommandResult run(String script, Duration limit, List<String> arguments)
      throws InterruptedException {
    return run(script, script, limit, arguments);
  }

  @Override
  public CommandResult runCommand(String command, Duration limit) throws InterruptedException {
    try {
      return run(command, COMMAND, limit, List.of(command));
    } catch (SshFailure failed) {
      throw failed.ofControlFile();
    }
  }

  private CommandResult run(String told, String script, Duration limit, List<String> arguments)
      throws InterruptedException {
    refuse("the command", told, SCRIPT_BYTES_MAX);
    RemoteShell open = open();
    try {
      CommandResult result = open.run(hostname(), script, limit, arguments);
      if (closed) {
        throw gone();
      }
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
      boolean answers =
          overdue.processGroup().isPresent()
              && kill(overdue.processGroup().getAsLong(), KILL_LIMIT);
      disconnect();
      throw new SshFailure(
          "running '%s' on %s: no end in %s s"
              .formatted(shortened(told), hostname(), Seconds.of(limit)),
          overdue.output(),
          answers);
    } catch (SshFailure lost) {
      disconnect();
      throw closed ? gone() : lost;
    } catch (InterruptedException stop) {
      // Nobody waits for it any more.
      open.begun(BEGIN_LIMIT).ifPresent(group -> kill(group, KILL_LIMIT));
      disconnect();
      throw stop;
    }
  }

  @Override
  public RemoteProcess start(String script, Duration limit, List<String> arguments)
      throws InterruptedException {
    refuse("the script", script, SCRIPT_BYTES_MAX);
    List<String> words = new ArrayList<>(List.of("exec", "/bin/sh", "-c"));
    List<String> quoted =
        new ArrayList<>(List.of(RemoteShell.INNER + AfterMark.before(mark) + script, "autoserv"));
    quoted.addAll(arguments);
    String doing = "running a command on " + hostname();
    String command = String.join(" ", words) + " " + ShellWords.join(quoted);
    refuse("the command", command, COMMAND_BYTES_MAX);
    open();
    RemoteProcess process =
        new RemoteProcess(doing, launch(access.command(command)), access, limit, mark);
    if (!access.commandsEndWithShell()) {
      started.removeIf(earlier -> !earlier.isRunning());
      started.add(process);
    }
    if (closed) {
      process.close();
      throw gone();
    }
    return process;
  }

  @Override
  public void connect() throws InterruptedException {
    open();
  }

  @Override
  public void disconnect() {
    RemoteShell open = shell;
    if (open != null) {
      open.close();
      shell = null;
    }
    for (RemoteProcess process = started.poll(); process != null; process = started.poll()) {
      process.lose();
    }
  }

  /// What another thread has running there ends too, if the machine answers soon.
  @Override
  public void close() {
    closed = true;
    RemoteShell open = shell;
    if (open != null) {
      open.end(BEGIN_LIMIT).ifPresent(group -> kill(group, CLOSE_LIMIT));
    }
    disconnect();
  }

  private SshFailure gone() {
    return new SshFailure(
        SshFailure.Kind.LOST, "connecting to %s: the line is closed".formatted(hostname()));
  }

  private RemoteShell open() throws InterruptedException {
    RemoteShell before = shell;
    if (before != null && before.isAlive()) {
      return before;
    }
    disconnect();
    if (closed) {
      throw gone();
    }
    ProcessBuilder starting = access.shell();
    log.log(Level.DEBUG, () -> "connecting: " + ShellWords.join(starting.command()));
    RemoteShell opened = new RemoteShell(launch(starting));
    try {
      String bootId = opened.greet(hostname(), access.answerLimit());
      contact = Optional.of(new Contact(bootId, System.nanoTime()));
    } catch (SshFailure failed) {
      opened.close();
      throw access.judged(failed);
    } catch (InterruptedException stop) {
      opened.close();
      throw stop;
    }
    shell = opened;
    if (closed) {
      disconnect();
      throw gone();
    }
    return opened;
  }

  /// Ends a command that nobody waits for; whoever is told to stop once more meanwhile does this to
  /// its end.
  ///
  /// @return whether the machine answered
  private boolean kill(long processGroup, Duration limit) {
    String command = "kill -KILL -%1$d 2>/dev/null || kill -KILL %1$d".formatted(processGroup);
    boolean interrupted = Thread.interrupted();
    try (RemoteProcess kill =
        new RemoteProcess(
            "killing a command on " + hostname(),
            launch(access.command(command)),
            access,
            limit,
            mark)) {
      while (true) {
        try {
          kill.waitFor();
          return true;
        } catch (InterruptedException again) {
          interrupted = true;
        }
      }
    } catch (SshFailure gone) {
      log.log(Level.WARNING, gone.problem() + "; it may still be running there");
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Process launch(ProcessBuilder starting) {
    try {
      return starting.redirectInput(Redirect.PIPE).start();
    } catch (IOException missing) {
      throw new SshFailure(
          SshFailure.Kind.MISCONFIGURED,
          "connecting to %s: the program %s does not start: %s"
              .formatted(hostname(), starting.command().getFirst(), missing.getMessage()));
    }
  }

  private void refuse(String what, String text, int bytesMax) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length > bytesMax) {
      throw new IllegalArgumentException(
          "running '%s' on %s: %s has %d bytes, at most %d are taken"
              .formatted(shortened(text), hostname(), what, length, bytesMax));
    }
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
