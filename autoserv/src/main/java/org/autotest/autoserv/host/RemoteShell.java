package org.autotest.autoserv.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.autotest.autoserv.host.MarkedReader.Piece;

/// A shell on the machine that stays open and runs one script after the other: a script costs a
/// round trip instead of a process here, a login and a shell start-up there. Its ssh process is
/// also the shared connection (master) for all [RemoteProcess]es, and ends when we do: the shell
/// reads the end of its input.
final class RemoteShell {
  /// The script did not end in time, and what was known of it by then.
  static final class Overdue extends Exception {
    private static final long serialVersionUID = 1L;

    private final long processGroup;
    private final transient CommandResult output;

    Overdue(long processGroup, CommandResult output) {
      super("overdue");
      this.processGroup = processGroup;
      this.output = output;
    }

    /// What the script had printed; its exit status means nothing.
    CommandResult output() {
      return output;
    }

    /// The process group of the script; empty when it has not even begun.
    OptionalLong processGroup() {
      return processGroup > 0 ? OptionalLong.of(processGroup) : OptionalLong.empty();
    }
  }

  private static final int OUTPUT_BYTES_MAX = 1024 * 1024;
  private static final int OVERDUE = 137;

  /// Says that shells are within another one. The first bash of a session of ssh reads `.bashrc`
  /// for a command, too, and what that prints would stand before the output; the login shell has
  /// read it.
  static final String INNER = "SHLVL=1; export SHLVL; ";

  /// `$0` is the mark, `$1` the script, the rest its arguments.
  private static final String WRAPPER =
      "printf \"\\n%s group %s\\n\" \"$0\" \"$$\"; eval \"shift;$1\"";

  /// Finds out whether scripts can get a process group of their own, and which boot it is; `$M` is
  /// the mark.
  private static final String GREETING =
      INNER
          + """
      S=; command -v setsid >/dev/null 2>&1 && S=setsid
      B=; { read -r B <"${AUTOTEST_BOOT_ID_FILE:-/proc/sys/kernel/random/boot_id}"; } 2>/dev/null
      printf '\\n%s ready %.100s\\n' "$M" "$B"; printf '\\n%s ready\\n' "$M" >&2
      """;

  private final Process ssh;
  private final OutputStream commands;
  private final String mark;
  private final MarkedReader stdout;
  private final MarkedReader stderr;
  private final Object turn = new Object();
  private boolean busy;
  private boolean ended;
  private long group = -1;

  /// Takes over an ssh process that runs `/bin/sh` on the other side.
  RemoteShell(Process ssh) {
    this.ssh = ssh;
    this.commands = ssh.getOutputStream();
    this.mark = AfterMark.word();
    this.stdout = new MarkedReader(ssh.getInputStream(), mark, OUTPUT_BYTES_MAX, "shell-stdout");
    this.stderr = new MarkedReader(ssh.getErrorStream(), mark, OUTPUT_BYTES_MAX, "shell-stderr");
  }

  /// Waits until the shell answers, and finds out once whether scripts can get a process group of
  /// their own. What a login profile prints before that is thrown away.
  ///
  /// @return the boot id; empty when there is none
  /// @throws SshFailure when the connection failed or no answer came within the limit
  String greet(String hostname, Duration limit) throws InterruptedException {
    String doing = "connecting to " + hostname;
    long end = System.nanoTime() + limit.toNanos();
    try {
      send("M=" + mark + "\n" + GREETING);
    } catch (IOException gone) {
      throw lost(doing);
    }
    String words = "";
    for (MarkedReader reader : List.of(stdout, stderr)) {
      Piece piece = reader.next(Duration.ofNanos(end - System.nanoTime()));
      if (piece == null) {
        throw new SshFailure(
            SshFailure.Kind.UNREACHABLE,
            "%s: no shell answered in %d s".formatted(doing, limit.toSeconds()));
      }
      if (piece.ended()) {
        throw lost(doing, reader == stderr ? piece.text() : "");
      }
      words = reader == stdout ? piece.words() : words;
    }
    return words.replaceFirst("^ready ?", "");
  }

  /// Runs one script.
  ///
  /// @throws SshFailure of kind LOST when the connection broke
  /// @throws Overdue when the limit is over; the shell is of no use any more then
  CommandResult run(String hostname, String script, Duration limit, List<String> arguments)
      throws InterruptedException, Overdue {
    String doing = "running a command on " + hostname;
    long end = System.nanoTime() + limit.toNanos();
    begin(doing);
    try {
      send(line(script, arguments));
    } catch (IOException gone) {
      throw lost(doing);
    }
    while (true) {
      Piece out = stdout.next(Duration.ofNanos(end - System.nanoTime()));
      if (out == null) {
        throw new Overdue(group(), new CommandResult(OVERDUE, stdout.soFar(), stderr.soFar()));
      }
      if (out.ended()) {
        throw lost(doing);
      }
      String[] words = out.words().split(" ", 2);
      if (words[0].equals("group")) {
        note(number(words), true);
      } else {
        note(-1, false);
        return finished(doing, (int) number(words), out);
      }
    }
  }

  /// Takes no more scripts. One that was interrupted, or that another thread waits for, goes on.
  ///
  /// @param limit how long one that was just sent may take to begin
  /// @return the process group of the script that runs; empty when none does
  OptionalLong end(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    synchronized (turn) {
      ended = true;
      while (busy && group <= 0 && end > System.nanoTime()) {
        try {
          TimeUnit.NANOSECONDS.timedWait(turn, end - System.nanoTime());
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return busy && group > 0 ? OptionalLong.of(group) : OptionalLong.empty();
    }
  }

  /// The process group of a script that was interrupted; empty when it does not begin in time.
  OptionalLong begun(Duration limit) {
    boolean interrupted = false;
    long end = System.nanoTime() + limit.toNanos();
    while (isBusy() && group() <= 0 && end > System.nanoTime()) {
      try {
        Piece out = stdout.next(Duration.ofNanos(end - System.nanoTime()));
        if (out == null || out.ended()) {
          break;
        }
        String[] words = out.words().split(" ", 2);
        note(number(words), words[0].equals("group"));
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return isBusy() && group() > 0 ? OptionalLong.of(group()) : OptionalLong.empty();
  }

  private void begin(String doing) {
    synchronized (turn) {
      if (ended) {
        throw new SshFailure(SshFailure.Kind.LOST, doing + ": the line is closed");
      }
      busy = true;
      group = -1;
    }
  }

  private void note(long processGroup, boolean runs) {
    synchronized (turn) {
      group = processGroup;
      busy = runs;
      turn.notifyAll();
    }
  }

  private long group() {
    synchronized (turn) {
      return group;
    }
  }

  private boolean isBusy() {
    synchronized (turn) {
      return busy;
    }
  }

  boolean isAlive() {
    return ssh.isAlive();
  }

  /// Cuts the connection, and all that share it.
  void close() {
    try {
      commands.close();
      if (!ssh.waitFor(200, TimeUnit.MILLISECONDS)) {
        ssh.destroy();
      }
    } catch (IOException gone) {
      ssh.destroy();
    } catch (InterruptedException stop) {
      ssh.destroy();
      Thread.currentThread().interrupt();
    }
    stdout.stop();
    stderr.stop();
  }

  private CommandResult finished(String doing, int exit, Piece out) throws InterruptedException {
    Piece err = stderr.next(Duration.ofSeconds(10));
    if (err == null || err.ended()) {
      throw lost(doing, err == null ? "" : err.text());
    }
    return new CommandResult(exit, out.text(), err.text(), out.cutBytes() + err.cutBytes());
  }

  private String line(String script, List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(WRAPPER, mark, script));
    words.addAll(arguments);
    return "$S sh -c %1$s </dev/null; printf '\\n%2$s exit %%d\\n' $?; printf '\\n%2$s exit\\n' >&2%n"
        .formatted(ShellWords.join(words), mark);
  }

  private void send(String text) throws IOException {
    commands.write(text.getBytes(StandardCharsets.UTF_8));
    commands.flush();
  }

  private SshFailure lost(String doing) throws InterruptedException {
    Piece last = stderr.next(Duration.ofSeconds(2));
    return lost(doing, last == null ? "" : last.text());
  }

  private SshFailure lost(String doing, String stderrText) throws InterruptedException {
    String words = stderrText;
    if (words.isBlank()) {
      Piece last = stderr.next(Duration.ofMillis(500));
      words = last == null ? "" : last.text();
    }
    int exit = ssh.waitFor(2, TimeUnit.SECONDS) ? ssh.exitValue() : 255;
    return SshFailure.of(doing, exit, words);
  }

  private static long number(String[] words) {
    return words.length == 2 && words[1].matches("\\d{1,15}") ? Long.parseLong(words[1]) : -1;
  }
}
