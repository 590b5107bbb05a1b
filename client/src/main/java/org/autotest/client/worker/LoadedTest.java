package org.autotest.client.worker;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.client.test.ClientTest;
import org.autotest.client.test.Phase;
import org.autotest.client.test.TestContext;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// One test object in a Java worker, with a class loader of its own.
final class LoadedTest implements AutoCloseable {
  private static final Map<Phase, String> METHODS =
      Map.ofEntries(
          Map.entry(Phase.INITIALIZE, "initialize"),
          Map.entry(Phase.SETUP, "setup"),
          Map.entry(Phase.WARMUP, "warmup"),
          Map.entry(Phase.BEFORE_ITERATION_HOOKS, "beforeIteration"),
          Map.entry(Phase.BEFORE_RUN_ONCE, "beforeRunOnce"),
          Map.entry(Phase.RUN_ONCE, "runOnce"),
          Map.entry(Phase.AFTER_RUN_ONCE, "afterRunOnce"),
          Map.entry(Phase.POSTPROCESS_ITERATION, "postprocessIteration"),
          Map.entry(Phase.AFTER_ITERATION_HOOKS, "afterIteration"),
          Map.entry(Phase.POSTPROCESS, "postprocess"),
          Map.entry(Phase.CLEANUP, "cleanup"));

  private final ClientTest test;
  private final TestContext context;
  private final Map<Phase, Method> phases;
  private final URLClassLoader loader;

  private LoadedTest(
      ClientTest test, TestContext context, Map<Phase, Method> phases, URLClassLoader loader) {
    this.test = test;
    this.context = context;
    this.phases = phases;
    this.loader = loader;
  }

  /// Loads the class and makes the object.
  ///
  /// @throws RaisedException what its initializers raised, or `TestError` when it is no test
  static LoadedTest load(Path classes, String className, TestContext context)
      throws RaisedException {
    try {
      URLClassLoader loader =
          new URLClassLoader(
              new URL[] {classes.toUri().toURL()}, LoadedTest.class.getClassLoader());
      Class<?> type = Class.forName(className, true, loader);
      if (!ClientTest.class.isAssignableFrom(type)) {
        throw testError("class " + className + " does not extend ClientTest");
      }
      var constructor = type.getDeclaredConstructor();
      constructor.setAccessible(true);
      ClientTest test = (ClientTest) constructor.newInstance();
      test.attach(context);
      return new LoadedTest(test, context, phasesOf(type), loader);
    } catch (ClassNotFoundException | NoClassDefFoundError absent) {
      throw testError("the source declares no class " + className);
    } catch (NoSuchMethodException none) {
      throw testError("class " + className + " has no constructor without parameters");
    } catch (InvocationTargetException thrown) {
      throw new RaisedException(Raises.of(thrown.getTargetException()));
    } catch (InstantiationException | IllegalAccessException | MalformedURLException cannot) {
      throw testError("class " + className + ": " + cannot.getMessage());
    } catch (LinkageError broken) {
      throw new RaisedException(Raises.of(broken));
    }
  }

  /// What the test says of itself, as the bridge wants it.
  Map<String, @Nullable Object> description() {
    Map<String, @Nullable Object> signatures = new LinkedHashMap<>();
    for (Map.Entry<Phase, Method> phase : phases.entrySet()) {
      List<String> names = new ArrayList<>();
      for (Parameter parameter : phase.getValue().getParameters()) {
        names.add(parameter.getName());
      }
      signatures.put(phase.getKey().wireName(), signature(names));
    }
    // What the test collected in an iteration is written at its end.
    signatures.putIfAbsent(Phase.POSTPROCESS_ITERATION.wireName(), signature(List.of()));
    Map<String, @Nullable Object> description = new LinkedHashMap<>();
    description.put("version", test.version());
    description.put("preserve_srcdir", test.preserveSrcdir());
    description.put("network_destabilizing", test.networkDestabilizing());
    description.put("reusable", true);
    description.put("phases", signatures);
    return description;
  }

  /// Calls one phase.
  ///
  /// @throws RaisedException what it threw
  void call(Phase phase, Map<String, @Nullable Object> args, int iteration) throws RaisedException {
    context.iteration(iteration);
    Method method = phases.get(phase);
    if (method != null) {
      invoke(method, phase, args);
    }
    if (phase == Phase.POSTPROCESS_ITERATION) {
      context.writeCollected();
    }
  }

  /// The checks that were made since this was asked last.
  long takeChecks() {
    return context.takeChecks();
  }

  @Override
  public void close() {
    try {
      loader.close();
    } catch (IOException cannot) {
      // The classes stay readable a little longer.
    }
  }

  private void invoke(Method method, Phase phase, Map<String, @Nullable Object> args)
      throws RaisedException {
    @Nullable Object[] values = ParameterValues.of(method.getParameters(), phase.wireName(), args);
    try {
      method.invoke(test, values);
    } catch (InvocationTargetException thrown) {
      throw new RaisedException(Raises.of(thrown.getTargetException()));
    } catch (IllegalAccessException impossible) {
      throw new IllegalStateException("phase methods are made accessible", impossible);
    }
  }

  private static Map<String, @Nullable Object> signature(List<String> names) {
    Map<String, @Nullable Object> signature = new LinkedHashMap<>();
    signature.put("parameters", names);
    signature.put("keywords", false);
    return signature;
  }

  private static Map<Phase, Method> phasesOf(Class<?> type) throws RaisedException {
    Map<Phase, Method> phases = new EnumMap<>(Phase.class);
    for (Class<?> at = type; at != null && at != ClientTest.class; at = at.getSuperclass()) {
      Map<Phase, Method> here = new EnumMap<>(Phase.class);
      for (Method method : at.getDeclaredMethods()) {
        refuseOtherSpelling(method.getName());
        for (Map.Entry<Phase, String> phase : METHODS.entrySet()) {
          if (phase.getValue().equals(method.getName()) && !method.isSynthetic()) {
            if (here.put(phase.getKey(), method) != null) {
              throw testError("there are two methods " + method.getName());
            }
          }
        }
      }
      here.forEach(phases::putIfAbsent);
    }
    for (Method method : phases.values()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        throw testError("method " + method.getName() + " is abstract");
      }
      method.setAccessible(true);
    }
    return phases;
  }

  /// Nobody would call `run_once`.
  private static void refuseOtherSpelling(String name) throws RaisedException {
    for (Map.Entry<Phase, String> phase : METHODS.entrySet()) {
      if (phase.getKey().wireName().equals(name) && !phase.getValue().equals(name)) {
        throw testError(
            "method %s would never be called: in Java it is %s".formatted(name, phase.getValue()));
      }
    }
  }

  private static RaisedException testError(String reason) {
    return new RaisedException(
        new Raise("TestError", reason, List.of(reason), Raises.TEST_ERROR_BASES, ""));
  }
}
