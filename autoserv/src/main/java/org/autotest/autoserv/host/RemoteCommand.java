package org.autotest.autoserv.host;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A command that runs on a machine beside others. It says at its beginning which process it is, so
/// that it can be ended by another command; cutting its connection would not end it.
///
/// ```
/// 4711 4711 98765          process, process group, start in ticks since boot
/// output of the command
/// autotest-command-end 0   exit status
/// ```
public final class RemoteCommand {
  private static final int OUTPUT_BYTES_MAX = 1024 * 1024;
  private static final Duration KILL_LIMIT = Duration.ofSeconds(30);

  /// How long the end of what was killed may be on its way.
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private static final int KILLED = 137;
  private static final Pattern FIRST = Pattern.compile("(\\d{1,10}) (\\d{1,10}) (\\d{1,20})");
  private static final Pattern END =
      Pattern.compile("\\nautotest-command-end (\\d{1,3})\\n\\z", Pattern.DOTALL);

  /// The shell of a machine for commands of people, in a script: bash where there is one.
  static final String SHELL = "\"$(command -v bash >/dev/null && echo bash || echo /bin/sh)\"";

  private static final String SCRIPT =
      """
      exec 3</proc/$$/stat && IFS= read -r stat <&3 && exec 3<&-
      set -- "$1" ${stat##*) }
      echo "$$ $4 ${21}"
      SHELL -c "$1" </dev/null
      printf '\\nautotest-command-end %d\\n' $?
      """
          .replace("SHELL", SHELL);

  /// A group's number is not given away while the group has members, so only a leader that began at
  /// another time tells that it stands for something else by now.
  private static final String KILL =
      """
      if IFS= read -r stat 2>/dev/null </proc/$1/stat; then
        set -- "$1" "$2" "$3" ${stat##*) }
        [ "${23}" = "$3" ] || exit 0
      fi
      if [ "$1" = "$2" ]; then kill -KILL "-$1"; else kill -KILL "$1"; fi 2>/dev/null
      :
      """;

  private final HostConnection host;
  private final RemoteProcess process;
  private final List<String> identity;
  private final BoundedBytes output = new BoundedBytes(OUTPUT_BYTES_MAX);
  private final CompletableFuture<CommandResult> result = new CompletableFuture<>();
  private volatile boolean killed;

  private RemoteCommand(HostConnection host, RemoteProcess process, List<String> identity) {
    this.host = host;
    this.process = process;
    this.identity = identity;
    Thread.ofPlatform().daemon().name("remote-command").start(this::read);
  }

  /// Starts one.
  ///
  /// @param command for bash where the machine has one, else for `/bin/sh`; at most 100,000 bytes;
  ///   its standard input is empty
  /// @param limit more than zero; what runs longer counts as lost
  /// @throws SshFailure when the machine does not take it
  public static RemoteCommand start(HostConnection host, String command, Duration limit)
      throws InterruptedException {
    RemoteProcess process = host.start(SCRIPT, limit, List.of(command));
    String line = firstLine(process.stdout());
    Matcher first = FIRST.matcher(line);
    if (!first.matches()) {
      process.close();
      process.waitFor();
      String said = process.stderr().strip();
      throw new SshFailure(
          SshFailure.Kind.LOST,
          "starting a command on %s: it does not say which process it is, but '%s'"
              .formatted(host.hostname(), said.isEmpty() ? line : said));
    }
    return new RemoteCommand(
        host, process, List.of(first.group(1), first.group(2), first.group(3)));
  }

  /// Whether it, or something that has its output open, still runs.
  public boolean isRunning() {
    return !result.isDone();
  }

  /// Its standard output so far, of more than 1 MiB the middle cut out.
  public String stdout() {
    synchronized (output) {
      return END.matcher(output.text()).replaceFirst("");
    }
  }

  /// Its error output so far, likewise.
  public String stderr() {
    return process.stderr();
  }

  /// Waits for the end.
  ///
  /// @return empty when it still runs; exit status 137 for one that was killed
  /// @throws SshFailure when the connection to it was lost
  public Optional<CommandResult> waitFor(Duration limit) throws InterruptedException {
    try {
      return Optional.of(result.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException running) {
      return Optional.empty();
    } catch (ExecutionException lost) {
      if (lost.getCause() instanceof SshFailure failure) {
        throw failure;
      }
      throw new IllegalStateException(lost);
    }
  }

  /// Kills it with all that is in its process group; nothing happens to one that is over.
  ///
  /// @throws SshFailure when the machine does not answer; it may still be running there
  public void kill(Logger log) throws InterruptedException {
    if (!isRunning()) {
      return;
    }
    killed = true;
    host.run(KILL, KILL_LIMIT, identity);
    if (waitFor(END_LIMIT).isEmpty()) {
      log.log(Level.WARNING, "something left the process group {0}", identity.get(1));
      process.close();
      complete(KILLED);
    }
  }

  private static String firstLine(InputStream in) {
    StringBuilder line = new StringBuilder();
    int charsMax = 60;
    try {
      for (int b = in.read(); b >= 0 && b != '\n' && line.length() < charsMax; b = in.read()) {
        line.append((char) b);
      }
    } catch (IOException cut) {
      return "";
    }
    return line.toString();
  }

  private void read() {
    byte[] buffer = new byte[8192];
    try {
      InputStream in = process.stdout();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (output) {
          output.add(buffer, n);
        }
      }
    } catch (IOException cut) {
      // How it ended is told below.
    }
    end();
  }

  private void end() {
    String text;
    synchronized (output) {
      text = output.text();
    }
    Matcher end = END.matcher(text);
    try {
      if (end.find()) {
        process.waitFor();
        complete(Integer.parseInt(end.group(1)));
      } else if (killed) {
        complete(KILLED);
      } else {
        result.completeExceptionally(lost());
      }
    } catch (SshFailure | InterruptedException failed) {
      result.completeExceptionally(failed instanceof SshFailure lost ? lost : lost());
    }
  }

  private void complete(int exit) {
    result.complete(new CommandResult(exit, stdout(), stderr()));
  }

  private SshFailure lost() {
    String words = process.stderr().strip();
    return new SshFailure(
        SshFailure.Kind.LOST,
        "running a command on %s: its end was not seen%s"
            .formatted(host.hostname(), words.isEmpty() ? "" : ": " + words));
  }
}
