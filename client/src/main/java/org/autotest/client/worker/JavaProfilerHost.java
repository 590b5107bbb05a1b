package org.autotest.client.worker;

import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Parameter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.api.TestProfiler;
import org.autotest.client.bridge.BridgeConnection;
import org.autotest.client.bridge.Call;
import org.autotest.client.bridge.CallHandler;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// Serves the harness in a Java worker: makes a profiler, and calls it for one test after the
/// other. Its one constructor takes the arguments of the control file, by the names of its
/// parameters.
final class JavaProfilerHost implements CallHandler {
  private final PrintStream out;
  private final PrintStream err;
  private @Nullable TestProfiler profiler;

  JavaProfilerHost(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public @Nullable Object handle(Call call, BridgeConnection caller) throws RaisedException {
    try {
      switch (call.name()) {
        case "profiler.load" -> profiler = load(Values.map(call.argument(0, "specification")));
        case "profiler.call" ->
            call(call.text(0, "method"), test(Values.map(call.argument(1, "test"))));
        default -> throw new RaisedException(Raise.of("TypeError", "no such call: " + call.name()));
      }
      return null;
    } finally {
      out.flush();
      err.flush();
    }
  }

  /// The harness sends no records.
  @Override
  public void log(String level, String module, int line, String text) {}

  private static TestProfiler load(Map<String, @Nullable Object> specification)
      throws RaisedException {
    String name = Values.text(specification.get("name"), "");
    String className = Values.text(specification.get("class"), "");
    try {
      Path classes = Path.of(Values.text(specification.get("classes"), ""));
      // Open as long as this process lives: the profiler may load more of its classes at any time.
      URLClassLoader loader =
          new URLClassLoader(
              new URL[] {classes.toUri().toURL()}, JavaProfilerHost.class.getClassLoader());
      Class<?> type = Class.forName(className, true, loader);
      Constructor<?>[] constructors = type.getDeclaredConstructors();
      if (!TestProfiler.class.isAssignableFrom(type) || constructors.length != 1) {
        throw jobError(
            "class %s must implement TestProfiler and have one constructor".formatted(className));
      }
      Constructor<?> constructor = constructors[0];
      constructor.setAccessible(true);
      return (TestProfiler) constructor.newInstance(arguments(name, constructor, specification));
    } catch (ClassNotFoundException | NoClassDefFoundError absent) {
      throw jobError("the source of profiler %s declares no class %s".formatted(name, className));
    } catch (InvocationTargetException thrown) {
      throw new RaisedException(Raises.of(thrown.getTargetException()));
    } catch (InstantiationException | IllegalAccessException | MalformedURLException cannot) {
      throw jobError("class %s: %s".formatted(className, cannot.getMessage()));
    } catch (LinkageError broken) {
      throw new RaisedException(Raises.of(broken));
    }
  }

  private static @Nullable Object[] arguments(
      String name, Constructor<?> constructor, Map<String, @Nullable Object> specification)
      throws RaisedException {
    Parameter[] parameters = constructor.getParameters();
    List<String> names = Arrays.stream(parameters).map(Parameter::getName).toList();
    List<@Nullable Object> positional = Values.list(specification.get("args"));
    if (positional.size() > names.size()) {
      throw jobError(
          "%s takes %d arguments, not %d".formatted(name, names.size(), positional.size()));
    }
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    for (int i = 0; i < positional.size(); i++) {
      given.put(names.get(i), positional.get(i));
    }
    for (Map.Entry<String, @Nullable Object> one :
        Values.map(specification.get("kwargs")).entrySet()) {
      if (!names.contains(one.getKey())) {
        throw jobError("%s takes no '%s', only %s".formatted(name, one.getKey(), names));
      } else if (given.containsKey(one.getKey())) {
        throw jobError("%s is given '%s' twice".formatted(name, one.getKey()));
      }
      given.put(one.getKey(), one.getValue());
    }
    return ParameterValues.of(parameters, "profiler " + name, given);
  }

  private static ProfiledTest test(Map<String, @Nullable Object> about) {
    return new ProfiledTest(
        Values.text(about.get("tagged_testname"), ""),
        path(about, "profdir"),
        path(about, "bindir"),
        path(about, "srcdir"),
        path(about, "tmpdir"),
        (int) Values.number(about.get("iteration"), 0));
  }

  @SuppressWarnings("CatchAndPrintStackTrace") // Nothing is printed; authors may throw anything.
  private void call(String method, ProfiledTest test) throws RaisedException {
    TestProfiler loaded = profiler;
    if (loaded == null) {
      throw new RaisedException(Raise.of("TypeError", "profiler.call: no profiler is loaded"));
    }
    try {
      switch (method) {
        case "start" -> loaded.start(test);
        case "stop" -> loaded.stop(test);
        default -> loaded.report(test);
      }
    } catch (Exception | Error thrown) {
      throw new RaisedException(Raises.of(thrown));
    }
  }

  private static Path path(Map<String, @Nullable Object> about, String name) {
    return Path.of(Values.text(about.get(name), ""));
  }

  private static RaisedException jobError(String reason) {
    return new RaisedException(Raise.of("JobError", reason));
  }
}
