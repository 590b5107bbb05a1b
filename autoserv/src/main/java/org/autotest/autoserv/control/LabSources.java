package org.autotest.autoserv.control;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.autotest.autoserv.api.CommandFailed;
import org.autotest.autoserv.api.Finding;
import org.autotest.autoserv.api.Host;
import org.autotest.autoserv.api.HostAction;
import org.autotest.autoserv.api.HostCheck;
import org.autotest.autoserv.fitness.LabClasses;
import org.autotest.autoserv.host.HostConnection;
import org.autotest.autoserv.host.Seconds;
import org.autotest.autoserv.host.SshFailure;
import org.autotest.autoserv.host.SystemThreads;
import org.autotest.autoserv.host.TransferFailure;
import org.autotest.autoserv.results.ResultsUnwritable;
import org.autotest.autoserv.source.JavaSource;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// Checks and repair actions of a lab in Java. Each source is compiled once in an execution, when
/// it is first wanted.
public final class LabSources {
  /// A line to a machine of its own, and the machine at its end.
  public record Line(HostConnection connection, ServerHost host) {}

  /// How long one that is told to end may take to do so, before its line is cut.
  private static final Duration GRACE = Duration.ofSeconds(5);

  private final Path scratch;
  private final Map<Path, Class<?>> loaded = new ConcurrentHashMap<>();
  private final AtomicInteger number = new AtomicInteger();

  /// Nothing is compiled yet.
  ///
  /// @param scratch where classes go
  public LabSources(Path scratch) {
    this.scratch = scratch;
  }

  /// Those of one machine.
  ///
  /// @param ofChecks makes a line for each run of a check
  /// @param ofActions makes a line for each run of an action
  /// @param log of the machine
  public LabClasses on(Supplier<Line> ofChecks, Supplier<Line> ofActions, System.Logger log) {
    return new LabClasses() {
      @Override
      public Finding look(Path source, Duration limit) throws InterruptedException {
        try {
          Class<? extends HostCheck> check = type(source, HostCheck.class);
          return run(source, host -> made(source, check).look(host), limit, ofChecks.get(), log);
        } catch (ResultsUnwritable full) {
          throw full;
        } catch (AutotestException told) {
          boolean ofHost = isOfHost(told);
          return new Finding.Wrong(ofHost ? Blame.HOST : Blame.LAB, told.problem(), ofHost);
        }
      }

      @Override
      public String apply(Path source, Duration limit) throws InterruptedException {
        Class<? extends HostAction> action = type(source, HostAction.class);
        return run(source, host -> made(source, action).apply(host), limit, ofActions.get(), log);
      }
    };
  }

  private static boolean isOfHost(AutotestException told) {
    return told.blame() == Blame.HOST
        || told instanceof CommandFailed
        || (told instanceof SshFailure && told.blame() == Blame.SUBMITTER)
        || (told instanceof TransferFailure files && files.isOfMachine());
  }

  /// Work with a machine.
  @FunctionalInterface
  private interface Work<T> {
    T with(Host host) throws Exception;
  }

  private static <T> T run(Path source, Work<T> work, Duration limit, Line line, System.Logger log)
      throws InterruptedException {
    FutureTask<T> task = new FutureTask<>(() -> finished(work, line.host(), log));
    Thread thread = SystemThreads.start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException over) {
      throw new ControlFailure(Blame.HOST, "no end in %s s".formatted(Seconds.of(limit)));
    } catch (ExecutionException failed) {
      Throwable thrown = failed.getCause() == null ? failed : failed.getCause();
      log(source, cause(thrown), log);
      throw explain(source, thrown);
    } finally {
      task.cancel(true);
      thread.join(GRACE);
      line.connection().close();
    }
  }

  private static <T> T finished(Work<T> work, ServerHost host, System.Logger log) throws Exception {
    try {
      T given = work.with(host);
      if (given == null) {
        throw new ControlFailure(Blame.SUBMITTER, "it gave nothing back");
      }
      return given;
    } finally {
      try {
        host.tidyUp();
      } catch (SshFailure gone) {
        log.log(Level.WARNING, gone.problem());
      }
    }
  }

  private static AutotestException explain(Path source, Throwable thrown) {
    Throwable cause = cause(thrown);
    if (cause instanceof AutotestException known
        && (isOfHost(known) || known.blame() == Blame.LAB)) {
      return known;
    }
    int line = JavaSource.line(cause, className(source));
    String place = line == 0 ? "" : "line %d: ".formatted(line);
    return broken("running", source, place + words(cause));
  }

  private static String words(Throwable thrown) {
    if (thrown instanceof AutotestException known) {
      return known.problem();
    }
    String kind = thrown.getClass().getSimpleName();
    return thrown.getMessage() == null ? kind : kind + ": " + thrown.getMessage();
  }

  /// Without how autoserv came to the lab's class; what is told in words needs nothing else.
  private static void log(Path source, Throwable thrown, System.Logger log) {
    String className = className(source);
    if (thrown instanceof AutotestException && JavaSource.line(thrown, className) == 0) {
      return;
    }
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      StackTraceElement[] frames = each.getStackTrace();
      int last = frames.length - 1;
      while (last >= 0 && !JavaSource.isOf(frames[last], className)) {
        last--;
      }
      if (last >= 0) {
        each.setStackTrace(Arrays.copyOf(frames, last + 1));
      }
    }
    log.log(Level.DEBUG, "running " + source, thrown);
  }

  /// What a constructor, or the value of a field, has thrown.
  private static Throwable cause(Throwable thrown) {
    Throwable cause = thrown.getCause();
    boolean wraps = thrown instanceof InvocationTargetException || thrown instanceof LinkageError;
    return wraps && cause != null ? cause(cause) : thrown;
  }

  /// Runs code of the lab.
  private static <T> T made(Path source, Class<T> type) throws InvocationTargetException {
    try {
      return JavaSource.instance(type);
    } catch (InvocationTargetException thrown) {
      throw thrown;
    } catch (ReflectiveOperationException none) {
      throw broken("loading", source, words(none));
    }
  }

  private <T> Class<? extends T> type(Path source, Class<T> kind) {
    try {
      return loaded.computeIfAbsent(source, file -> compiled(file, kind)).asSubclass(kind);
    } catch (ClassCastException wrong) {
      throw broken("loading", source, words(wrong));
    }
  }

  private Class<?> compiled(Path source, Class<?> kind) {
    String className = className(source);
    try {
      Path into =
          Files.createDirectories(
              scratch.resolve("lab").resolve(String.valueOf(number.incrementAndGet())));
      JavaSource.compile(className, Files.readString(source, StandardCharsets.UTF_8), into)
          .ifPresent(
              problem -> {
                throw broken("compiling", source, problem.words());
              });
      return JavaSource.load(className, into, kind);
    } catch (IOException unreadable) {
      throw broken("reading", source, String.valueOf(unreadable.getMessage()));
    } catch (ReflectiveOperationException | LinkageError | ClassCastException wrong) {
      throw broken(
          "loading",
          source,
          "it has no class %s that is a %s: %s"
              .formatted(className, kind.getSimpleName(), words(wrong)));
    }
  }

  private static String className(Path source) {
    return String.valueOf(source.getFileName()).replaceFirst("\\.java$", "");
  }

  private static ControlFailure broken(String doing, Path source, String words) {
    return new ControlFailure(Blame.LAB, "%s %s: %s".formatted(doing, source, words));
  }
}
