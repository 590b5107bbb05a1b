package org.autotest.client.control;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.autotest.client.api.Job;
import org.autotest.client.api.JobPaused;
import org.autotest.client.log.LineStream;
import org.autotest.client.log.LogLevel;
import org.autotest.client.log.LogSink;
import org.autotest.client.source.SourceBroken;
import org.autotest.client.source.SourceCompiler;
import org.autotest.client.worker.ParameterValues;
import org.autotest.client.worker.Raises;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.control.ControlLanguage;
import org.jspecify.annotations.Nullable;

/// A Java control file: a compact source, in whose scope `job`, `args` and `arg(name, value)` are.
/// `main` is called when the job starts; `stepInit` and the steps it queues are called by name,
/// also after a pause. It runs in the harness, so an empty one costs no process.
public final class JavaControl implements ControlProgram {
  private static final String CLASS_NAME = "Control";
  private static final String FIRST_STEP = "stepInit";
  private static final Pattern MAIN = Pattern.compile("\\bvoid\\s+main\\s*\\(");
  private static final String SCOPE =
      "static Job job; static java.util.List<java.lang.String> args = java.util.List.of();";

  private final SourceCompiler compiler;
  private final Path file;
  private final Job job;
  private final LogSink log;
  private @Nullable URLClassLoader loader;
  private @Nullable Object control;

  /// A control file that is not compiled yet.
  ///
  /// @param job what it finds under the name `job`
  /// @param log takes what it prints
  public JavaControl(SourceCompiler compiler, Path file, Job job, LogSink log) {
    this.compiler = compiler;
    this.file = file;
    this.job = job;
    this.log = log;
  }

  @Override
  public boolean execute(boolean resumed) throws RaisedException {
    PrintStream out = LineStream.printingTo(line -> log.log(LogLevel.INFO, "stdout", 0, line));
    PrintStream err = LineStream.printingTo(line -> log.log(LogLevel.ERROR, "stderr", 0, line));
    System.setOut(out);
    System.setErr(err);
    Object loaded = load();
    control = loaded;
    Optional<Method> main = resumed ? Optional.empty() : method(loaded, "main");
    if (main.isPresent()) {
      Parameter[] parameters = main.get().getParameters();
      boolean wantsArgs = parameters.length == 1 && parameters[0].getType() == String[].class;
      Object[] values =
          wantsArgs ? new Object[] {job.args().toArray(new String[0])} : new Object[0];
      invoke(loaded, main.get(), values);
    }
    return method(loaded, FIRST_STEP).isPresent();
  }

  @Override
  public StepScope step(Step step) throws RaisedException {
    Object loaded = java.util.Objects.requireNonNull(control);
    Method method =
        method(loaded, step.name())
            .orElseThrow(
                () ->
                    new RaisedException(
                        Raise.of("StepError", "there is no method '" + step.name() + "'")));
    Parameter[] parameters = method.getParameters();
    if (parameters.length != step.args().size()) {
      throw new RaisedException(
          Raise.of(
              "StepError",
              "step %s takes %d arguments, %d were given"
                  .formatted(step.name(), parameters.length, step.args().size())));
    }
    @Nullable Object[] values = new Object[parameters.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = ParameterValues.convert("step " + step.name(), parameters[i], step.args().get(i));
    }
    invoke(loaded, method, values);
    return StepScope.NONE;
  }

  @Override
  public String firstStep() {
    return FIRST_STEP;
  }

  /// Nothing to end: it runs in the harness.
  @Override
  public void kill() {}

  @Override
  public void close() {
    System.out.flush();
    System.err.flush();
    URLClassLoader open = loader;
    if (open != null) {
      try {
        open.close();
      } catch (IOException cannot) {
        // The process ends soon, and its files with it.
      }
    }
  }

  private Object load() throws RaisedException {
    try {
      Path classes = compiler.compile(file, CLASS_NAME, scope());
      URLClassLoader opened =
          new URLClassLoader(
              new URL[] {classes.toUri().toURL()}, JavaControl.class.getClassLoader());
      loader = opened;
      Class<?> type = Class.forName(CLASS_NAME, true, opened);
      set(type, "job", job);
      set(type, "args", job.args());
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      return constructor.newInstance();
    } catch (SourceBroken broken) {
      throw new RaisedException(
          new Raise("SyntaxError", broken.problem(), List.of(), List.of("SyntaxError"), ""));
    } catch (InvocationTargetException thrown) {
      throw new RaisedException(raise(thrown.getTargetException()));
    } catch (ReflectiveOperationException | IOException | LinkageError cannot) {
      throw new RaisedException(
          Raise.of(
              "ControlError", "a control file is a compact source with a method main: " + cannot));
    }
  }

  /// A compact source must have a `main`; a control file of steps only need not.
  private String scope() throws IOException, RaisedException {
    String text = Files.readString(file);
    if (MAIN.matcher(text).find()) {
      return SCOPE;
    }
    if (!text.contains(FIRST_STEP)) {
      String why =
          ControlLanguage.of(text) == ControlLanguage.JAVA
              ? "it has no method main, nor " + FIRST_STEP
              : "its name says Java, its text is Python";
      throw new RaisedException(Raise.of("ControlError", "%s: %s".formatted(file, why)));
    }
    return SCOPE + " void main() {}";
  }

  private static void set(Class<?> type, String name, Object value)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    field.set(null, value);
  }

  private static Optional<Method> method(Object control, String name) {
    return Stream.of(control.getClass().getDeclaredMethods())
        .filter(method -> method.getName().equals(name) && !method.isSynthetic())
        .findFirst();
  }

  private static void invoke(Object control, Method method, @Nullable Object[] values)
      throws RaisedException {
    try {
      method.setAccessible(true);
      method.invoke(Modifier.isStatic(method.getModifiers()) ? null : control, values);
    } catch (InvocationTargetException thrown) {
      throw new RaisedException(raise(thrown.getTargetException()));
    } catch (IllegalAccessException | IllegalArgumentException cannot) {
      throw new RaisedException(
          Raise.of("StepError", "calling %s: %s".formatted(method.getName(), cannot)));
    }
  }

  private static Raise raise(Throwable thrown) {
    return thrown instanceof JobPaused ? Raise.of("JobContinue", "") : Raises.of(thrown);
  }
}
