package org.autotest.autoserv.control;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.autotest.autoserv.api.CommandFailed;
import org.autotest.autoserv.api.Hosts;
import org.autotest.autoserv.api.Job;
import org.autotest.autoserv.source.JavaSource;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// A server-side Java control file: a compact source, in whose scope `job`, `hosts`, `machines`,
/// `args` and `arg(name, value)` are.
///
/// ```java
/// void main() {
///   for (String machine : machines) {
///     hosts.create(machine).runTest("sleeptest", arg("seconds", 1));
///   }
/// }
/// ```
public final class ServerControl {
  /// What the control file finds by these names.
  public record Scope(Job job, Hosts hosts, List<String> machines, List<String> args) {}

  private static final String CLASS_NAME = "Control";
  private static final String SCOPE =
      "\nstatic Job job; static Hosts hosts;"
          + " static java.util.List<java.lang.String> machines;"
          + " static java.util.List<java.lang.String> args;\n";

  private final Path scratch;
  private final String name;
  private final Logger log;

  /// Nothing is compiled yet.
  ///
  /// @param scratch where classes go
  /// @param name of the control file, for messages
  /// @param log takes what the compiler says
  public ServerControl(Path scratch, String name, Logger log) {
    this.scratch = scratch;
    this.name = name;
    this.log = log;
  }

  /// Compiles and runs it.
  ///
  /// @throws ControlFailure when it cannot be run, or threw something of its own
  /// @throws AutotestException what went wrong with a machine and was not caught
  /// @throws InterruptedException when the execution is told to stop
  public void run(String text, Scope scope) throws InterruptedException {
    compile(text);
    try (URLClassLoader loader =
        new URLClassLoader(
            new URL[] {scratch.toUri().toURL()}, ServerControl.class.getClassLoader())) {
      call(Class.forName(CLASS_NAME, true, loader), scope);
    } catch (IOException | ReflectiveOperationException broken) {
      throw failure(Blame.SUBMITTER, "it cannot be loaded: " + broken);
    }
  }

  private void compile(String text) {
    JavaSource.compile(CLASS_NAME, text + SCOPE, scratch)
        .ifPresent(
            problem -> {
              problem.log(log);
              throw failure(problem.blame(), problem.words());
            });
  }

  private void call(Class<?> type, Scope scope)
      throws ReflectiveOperationException, InterruptedException {
    set(type, "job", scope.job());
    set(type, "hosts", scope.hosts());
    set(type, "machines", scope.machines());
    set(type, "args", scope.args());
    Method main;
    try {
      main = type.getDeclaredMethod("main");
    } catch (NoSuchMethodException none) {
      throw failure(Blame.SUBMITTER, "it has no method main() without parameters");
    }
    main.setAccessible(true);
    try {
      main.invoke(Modifier.isStatic(main.getModifiers()) ? null : JavaSource.instance(type));
    } catch (InvocationTargetException thrown) {
      Throwable cause = thrown.getCause();
      throw told(cause == null ? thrown : cause);
    }
  }

  private AutotestException told(Throwable thrown) throws InterruptedException {
    if (thrown instanceof Stopped || thrown instanceof InterruptedException) {
      throw new InterruptedException();
    }
    return explain(thrown);
  }

  /// What the control file threw as the failure of a job. Of a command that failed, and of what is
  /// no failure of ours, the line of the control file is told.
  public AutotestException explain(Throwable thrown) {
    if (thrown instanceof AutotestException known && !(thrown instanceof CommandFailed)) {
      return known;
    }
    int line = JavaSource.line(thrown, CLASS_NAME);
    String name = thrown.getClass().getSimpleName();
    String what = thrown.getMessage() == null ? name : name + ": " + thrown.getMessage();
    return failure(Blame.SUBMITTER, "line %d: %s".formatted(line, what));
  }

  private static void set(Class<?> type, String field, Object value)
      throws ReflectiveOperationException {
    Field declared = type.getDeclaredField(field);
    declared.setAccessible(true);
    declared.set(null, value);
  }

  /// A failure of this control file.
  public ControlFailure failure(Blame blame, String words) {
    return new ControlFailure(blame, "running the control file %s: %s".formatted(name, words));
  }
}
