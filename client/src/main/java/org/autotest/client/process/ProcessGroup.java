package org.autotest.client.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.autotest.core.failure.Blame;
import org.autotest.core.program.CallersLocale;

/// A process with everything it starts: a session of its own (`setsid`), and a mark in the
/// environment by which those are found that leave the session.
public final class ProcessGroup {
  /// The variable that holds the mark of a group.
  public static final String MARK = "AUTOTEST_GROUP";

  /// A process enters a group by itself, before it starts anything, and takes its locale then: on
  /// the way there are programs that would read its two dozen files for nothing.
  private static final String ENTER_CGROUP =
      "if [ \"$1\" ]; then LC_ALL=$1; else unset LC_ALL; fi; shift; echo 0 > \"$0\"; exec \"$@\"";

  private static final String LOCALE = "LC_ALL";
  private static final String NO_FILES = "C";

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
  private static final long POLL_MILLIS = 10;

  private static final int UNSEEN = -1;
  private static final int NAMES_MAX = 20;

  private final long pid;
  private final String mark;
  private final Optional<Cgroup> cgroup;
  private final CompletableFuture<Integer> exit;
  private final LinePump stdout;
  private final LinePump stderr;

  /// A session that was started elsewhere.
  ///
  /// @param pid of its leader
  /// @param mark stands in the leader's environment, which has entered the control group
  /// @param exit is completed when the leader has ended, with its exit value; 128 and more stand
  ///   for a signal, a negative one for an end that nobody saw
  /// @param stdout its standard output, and `stderr` its standard error
  /// @param outLines takes each line of its standard output, on a thread of its own
  /// @param errLines likewise for standard error
  public ProcessGroup(
      long pid,
      SessionMark mark,
      CompletableFuture<Integer> exit,
      InputStream stdout,
      InputStream stderr,
      Consumer<String> outLines,
      Consumer<String> errLines) {
    this.pid = pid;
    this.mark = MARK + "=" + mark.value();
    this.cgroup = mark.cgroup();
    this.exit = exit;
    this.stdout = new LinePump("stdout-" + pid, stdout, outLines);
    this.stderr = new LinePump("stderr-" + pid, stderr, errLines);
  }

  /// Starts a program, with nothing on its standard input.
  ///
  /// @param argv the program and its arguments
  /// @param environment added to the harness's own
  /// @param outLines takes each line of its standard output, on a thread of its own
  /// @param errLines likewise for standard error
  /// @throws ProcessNotStarted when it cannot be started
  public static ProcessGroup start(
      List<String> argv,
      Path directory,
      Map<String, String> environment,
      Consumer<String> outLines,
      Consumer<String> errLines) {
    SessionMark mark = SessionMark.make();
    ProcessBuilder builder = inCallersLocale(builder(argv, directory, mark));
    builder.environment().putAll(environment);
    return of(started(builder, argv, mark), mark, outLines, errLines);
  }

  /// Like the other, for what cannot be trusted to stay in its session: it is put in a control
  /// group, where that is allowed. Whoever starts one closes it.
  ///
  /// @throws ProcessNotStarted when it cannot be started
  public static ProcessGroup startContained(
      List<String> argv,
      Path directory,
      Map<String, String> environment,
      Consumer<String> outLines,
      Consumer<String> errLines) {
    SessionMark mark = SessionMark.makeContained();
    ProcessBuilder builder = inCallersLocale(builder(argv, directory, mark));
    builder.environment().putAll(environment);
    mark.cgroup().ifPresent(group -> enter(group, builder));
    return of(started(builder, argv, mark), mark, outLines, errLines);
  }

  private static void enter(Cgroup group, ProcessBuilder builder) {
    String locale = builder.environment().getOrDefault(LOCALE, "");
    List<String> command = new ArrayList<>(builder.command());
    // Behind setsid.
    command.addAll(1, List.of("sh", "-c", ENTER_CGROUP, group.processes().toString(), locale));
    builder.command(command).environment().put(LOCALE, NO_FILES);
  }

  /// For a session of its own, with nothing to read.
  static ProcessBuilder builder(List<String> argv, Path directory, SessionMark mark) {
    List<String> command = new ArrayList<>(argv);
    command.addFirst("setsid");
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put(MARK, mark.value());
    return builder.redirectInput(Path.of("/dev/null").toFile());
  }

  private static ProcessBuilder inCallersLocale(ProcessBuilder builder) {
    CallersLocale.putBack(builder.environment());
    return builder;
  }

  /// @param mark whose control group is removed when it cannot be started
  static Process started(ProcessBuilder builder, List<String> argv, SessionMark mark) {
    try {
      return builder.start();
    } catch (IOException cannot) {
      mark.cgroup().ifPresent(Cgroup::removeUnused);
      throw notStarted(argv, cannot);
    }
  }

  static ProcessGroup of(
      Process process, SessionMark mark, Consumer<String> outLines, Consumer<String> errLines) {
    return new ProcessGroup(
        process.pid(),
        mark,
        process.onExit().thenApply(Process::exitValue),
        process.getInputStream(),
        process.getErrorStream(),
        outLines,
        errLines);
  }

  /// A program that is spoken to.
  ///
  /// @param input what it reads on its standard input
  public record Spoken(ProcessGroup group, OutputStream input) {}

  /// Starts a program of the user's in the present directory, which is told something and says
  /// nothing to this process: its errors go to the console.
  ///
  /// @param argv the program and its arguments
  /// @param output where its output goes
  /// @throws ProcessNotStarted when it cannot be started
  public static Spoken startSpoken(List<String> argv, ProcessBuilder.Redirect output) {
    SessionMark mark = SessionMark.make();
    List<String> command = new ArrayList<>(argv);
    command.addFirst("setsid");
    ProcessBuilder builder = inCallersLocale(new ProcessBuilder(command));
    builder.environment().put(MARK, mark.value());
    builder.redirectOutput(output).redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = started(builder, argv, mark);
    // Both its output and its errors went elsewhere, and there is nothing to read.
    return new Spoken(of(process, mark, _ -> {}, _ -> {}), process.getOutputStream());
  }

  static ProcessNotStarted notStarted(List<String> argv, IOException cannot) {
    return new ProcessNotStarted(
        Blame.HOST, "starting %s: %s".formatted(argv.getFirst(), cannot.getMessage()), cannot);
  }

  /// Ends everything that belongs to the session that this process leads, but for this process.
  ///
  /// @param mark what this process finds in its environment under [#MARK]
  public static void endOwnSession(String mark) {
    ProcessHandle own = ProcessHandle.current();
    for (ProcessHandle member : ProcessTable.find(own.pid(), MARK + "=" + mark).members()) {
      if (member.pid() != own.pid()) {
        member.destroyForcibly();
      }
    }
  }

  /// The process's id, and that of its session and group.
  public long pid() {
    return pid;
  }

  public boolean isAlive() {
    return !exit.isDone();
  }

  /// Completes when the process itself has ended, with its exit value.
  public CompletableFuture<Integer> onExit() {
    return exit;
  }

  /// Waits for the process itself, not for what it started.
  ///
  /// @return its exit value; 128 and more stand for a signal, a negative one for an end that nobody
  ///   saw
  public int waitFor() throws InterruptedException {
    try {
      return exit.get();
    } catch (ExecutionException unseen) {
      return UNSEEN;
    }
  }

  /// Waits for the process itself.
  ///
  /// @return whether it has ended
  public boolean waitFor(Duration limit) throws InterruptedException {
    try {
      exit.get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException unseen) {
      return true;
    } catch (TimeoutException late) {
      return false;
    }
  }

  /// The exit value of a process that has ended, like that of [#waitFor].
  public int exitValue() {
    return exit.getNow(UNSEEN);
  }

  /// Hands on the output that is still on its way, once the process has ended. A process left
  /// behind that holds a pipe is not waited for longer than the limit.
  public void drainOutput(Duration limit) throws InterruptedException {
    stdout.drain(limit.toMillis());
    stderr.drain(limit.toMillis());
  }

  /// Ends at once what the process has started and left behind. The process itself is not touched
  /// while it lives.
  ///
  /// @return the names of what was ended; empty when nothing was left
  public List<String> endLeftovers() {
    List<String> names = new ArrayList<>();
    long end = System.nanoTime() + KILL_LIMIT.toNanos();
    try {
      List<ProcessHandle> left = others(leftovers());
      while (!left.isEmpty() && System.nanoTime() < end) {
        for (ProcessHandle each : left) {
          if (names.size() < NAMES_MAX) {
            names.add(each.info().command().orElse("?") + " (" + each.pid() + ")");
          }
          each.destroyForcibly();
        }
        killGroups(ProcessTable.find(pid, mark).groups(), !exit.isDone());
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        left = others(members());
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
    return names.stream().distinct().toList();
  }

  /// Gives back what belongs to a group in which nothing lives any more.
  public void close() {
    try {
      if (cgroup.isPresent()) {
        cgroup.get().remove();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// Sends SIGINT to the process and its process group, as a terminal does; programs that measure
  /// write what they have then. Returns when the process has ended, or after the limit.
  public void interrupt(Duration limit) throws InterruptedException {
    GroupSignal.send("INT", Set.of(pid));
    waitFor(limit);
  }

  /// Ends everything: SIGTERM, SIGKILL after five seconds to what is still there. Returns when
  /// nothing is left, or after another five seconds (a process stuck in the kernel).
  public void kill() {
    try {
      if (!signalUntilGone(false, GRACE)) {
        signalUntilGone(true, KILL_LIMIT);
      }
      waitFor(KILL_LIMIT);
    } catch (InterruptedException stop) {
      members().forEach(ProcessHandle::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }

  /// Ends everything at once, without a chance to clean up.
  public void killNow() {
    try {
      signalUntilGone(true, KILL_LIMIT);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// What is likely to be found: a control group knows all that is in it, and asking it is cheap.
  private List<ProcessHandle> leftovers() {
    return cgroup.map(Cgroup::members).orElseGet(() -> ProcessTable.find(pid, mark).members());
  }

  /// Everything: what left the control group, as root may, still has the session or the mark.
  private List<ProcessHandle> members() {
    return withCgroup(ProcessTable.find(pid, mark).members());
  }

  private List<ProcessHandle> withCgroup(List<ProcessHandle> found) {
    List<ProcessHandle> members = new ArrayList<>(found);
    cgroup.ifPresent(
        group ->
            group.members().stream().filter(each -> !members.contains(each)).forEach(members::add));
    return members;
  }

  /// Sends SIGKILL to whole process groups, which Java cannot: a process that forks and ends all
  /// the time is gone whenever its number is known, but its group stays.
  ///
  /// @param sparing the group that this process leads is left alone
  private void killGroups(Set<Long> groups, boolean sparing) throws InterruptedException {
    Set<Long> meant = new LinkedHashSet<>(groups);
    if (sparing) {
      meant.remove(pid);
    }
    GroupSignal.send("KILL", meant);
  }

  private List<ProcessHandle> others(List<ProcessHandle> all) {
    return all.stream().filter(each -> each.pid() != pid || exit.isDone()).toList();
  }

  private boolean signalUntilGone(boolean force, Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    boolean signalled = false;
    while (true) {
      ProcessTable.Found found = ProcessTable.find(pid, mark);
      List<ProcessHandle> members = withCgroup(found.members());
      if (members.isEmpty() && found.groups().isEmpty()) {
        return true;
      }
      if (System.nanoTime() > end) {
        return false;
      }
      // SIGTERM once, so that a cleanup is not disturbed; SIGKILL again and again, for what was
      // forked meanwhile.
      if (force) {
        members.forEach(ProcessHandle::destroyForcibly);
        killGroups(found.groups(), false);
        cgroup.ifPresent(Cgroup::kill);
      } else if (!signalled) {
        members.forEach(ProcessHandle::destroy);
        signalled = true;
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
