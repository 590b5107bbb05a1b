package org.autotest.autoserv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.autotest.autoserv.command.CommandLine;
import org.autotest.autoserv.command.Help;
import org.autotest.autoserv.command.Options;
import org.autotest.autoserv.command.UsageError;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.results.RunLog;
import org.autotest.core.files.FileTree;

/// The program `autoserv`: one execution. Exit status 0 when the work was done, whatever became of
/// tests; 1 when it was not; 2 for a wrong command line. SIGTERM ends the execution in order,
/// within [#STOP_LIMIT].
public final class AutoservMain {
  /// How long an execution that is told to stop may take to end its client and to collect what is
  /// there. A dispatcher uses force after 60 s.
  public static final Duration STOP_LIMIT = Duration.ofSeconds(55);

  private static final int USAGE = 2;

  private AutoservMain() {}

  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    if (CommandLine.isForHelp(words)) {
      System.out.print(Help.TEXT);
      return;
    }
    if (words.isEmpty()) {
      System.err.print(Help.TEXT);
      System.exit(1);
    }
    Options options;
    try {
      options = CommandLine.parse(words);
    } catch (UsageError wrong) {
      System.err.println("autoserv: " + wrong.problem());
      System.exit(USAGE);
      return;
    }
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean stopping = stopInOrder(over);
    int status = 1;
    try {
      status = run(options);
    } finally {
      over.countDown();
    }
    if (!stopping.get()) {
      System.exit(status);
    }
  }

  /// On SIGTERM the execution is interrupted and waited for.
  ///
  /// @return set when that has begun
  private static AtomicBoolean stopInOrder(CountDownLatch over) {
    AtomicBoolean stopping = new AtomicBoolean();
    Thread execution = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (over.getCount() > 0) {
                    stopping.set(true);
                    execution.interrupt();
                    await(over);
                  }
                },
                "stop"));
    return stopping;
  }

  private static void await(CountDownLatch over) {
    try {
      over.await(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /// Does the work.
  ///
  /// @return the exit status
  static int run(Options options) {
    Path scratch;
    try {
      scratch = Files.createTempDirectory(shortDirectory(), "autoserv-");
    } catch (IOException noRoom) {
      System.err.println("autoserv: making a temporary directory: " + noRoom.getMessage());
      return 1;
    }
    try {
      return new Autoserv(options, surroundings(options, scratch))
          .run(ProcessHandle.current().pid())
          .exitStatus();
    } catch (ResultsUnwritable | WrongResultsDirectory refused) {
      System.err.println("autoserv: " + refused.problem());
      return 1;
    } finally {
      remove(scratch);
    }
  }

  private static Surroundings surroundings(Options options, Path scratch) {
    RunLog.Console console =
        new RunLog.Console(
            System.out,
            System.err,
            options.verbose() ? System.Logger.Level.DEBUG : System.Logger.Level.INFO);
    String user = Optional.ofNullable(System.getenv("USER")).orElse("");
    return new Surroundings(
        InstantSource.system(),
        ZoneId.systemDefault(),
        user.isEmpty() ? System.getProperty("user.name", "") : user,
        serverName(),
        new Installed(Optional.ofNullable(System.getProperty("autotest.home")).map(Path::of)),
        scratch,
        options.quiet() ? Optional.empty() : Optional.of(console));
  }

  /// A socket's path has little room.
  private static Path shortDirectory() {
    String standard = System.getProperty("java.io.tmpdir", "/tmp");
    int charsMax = 60;
    return Path.of(standard.length() <= charsMax ? standard : "/tmp");
  }

  private static String serverName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException noProc) {
      return "localhost";
    }
  }

  private static void remove(Path directory) {
    try {
      FileTree.delete(directory);
    } catch (IOException stays) {
      System.err.println("autoserv: removing a temporary directory: " + stays.getMessage());
    }
  }
}
