package org.autotest.client.worker;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.autotest.client.bridge.BridgeConnection;
import org.autotest.client.bridge.Call;
import org.autotest.client.bridge.CallHandler;
import org.autotest.client.test.Phase;
import org.autotest.client.test.TestContext;
import org.autotest.client.test.TestSpec.TestDirectories;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.bridge.Values;
import org.jspecify.annotations.Nullable;

/// Serves the harness in a Java worker: loads a test, calls its phases, forgets it.
final class JavaTestHost implements CallHandler {
  private static final String OWN = "org.autotest.client.";

  private final AtomicReference<@Nullable BridgeConnection> bridge;
  private final PrintStream out;
  private final PrintStream err;
  private @Nullable LoadedTest test;
  private volatile @Nullable Thread busy;
  private Set<Thread> threadsBefore = Set.of();

  JavaTestHost(
      AtomicReference<@Nullable BridgeConnection> bridge, PrintStream out, PrintStream err) {
    this.bridge = bridge;
    this.out = out;
    this.err = err;
  }

  @Override
  public @Nullable Object handle(Call call, BridgeConnection caller) throws RaisedException {
    try {
      return switch (call.name()) {
        case "test.load" -> load(Values.map(call.argument(0, "specification")));
        case "phase.call" -> callPhase(call);
        case "test.unload" -> unload();
        default -> throw new RaisedException(Raise.of("TypeError", "no such call: " + call.name()));
      };
    } finally {
      out.flush();
      err.flush();
    }
  }

  /// The harness sends no records.
  @Override
  public void log(String level, String module, int line, String text) {}

  private Object load(Map<String, @Nullable Object> specification) throws RaisedException {
    threadsBefore = liveThreads();
    BridgeConnection connection = Objects.requireNonNull(bridge.get());
    TestContext context =
        new TestContext(
            connection::call,
            (level, text) -> connection.log(level, "test", 0, text),
            Values.text(specification.get("tagged_testname"), ""),
            path(specification, "bindir"),
            directories(specification));
    LoadedTest loaded =
        LoadedTest.load(
            path(specification, "classes"), Values.text(specification.get("class"), ""), context);
    test = loaded;
    return loaded.description();
  }

  private @Nullable Object callPhase(Call call) throws RaisedException {
    LoadedTest loaded = test;
    Phase phase = Phase.ofWireName(call.text(0, "phase")).orElse(null);
    if (loaded == null || phase == null) {
      throw new RaisedException(Raise.of("TypeError", "phase.call: no test is loaded"));
    }
    busy = Thread.currentThread();
    try {
      loaded.call(
          phase,
          Values.map(call.argument(1, "args")),
          (int) Values.number(call.argument(2, "iteration"), 0));
    } finally {
      busy = null;
    }
    return loaded.takeChecks();
  }

  /// Says where the test is, in lines of its author, when this process is told to end meanwhile.
  void tellWhere() {
    Thread working = busy;
    if (working == null) {
      return;
    }
    err.println("the process is ended while the test is here:");
    for (StackTraceElement frame : working.getStackTrace()) {
      if (frame.getModuleName() == null && !frame.getClassName().startsWith(OWN)) {
        err.println("  at " + frame);
      }
    }
    err.flush();
  }

  /// Whether this machine is as it was: a thread the test left behind could disturb the next one.
  private boolean unload() {
    LoadedTest loaded = test;
    test = null;
    if (loaded != null) {
      loaded.close();
    }
    Set<Thread> after = liveThreads();
    after.removeAll(threadsBefore);
    return after.isEmpty();
  }

  private static Set<Thread> liveThreads() {
    Thread[] threads = new Thread[Thread.activeCount() + 64];
    int count = Thread.enumerate(threads);
    return new HashSet<>(Arrays.asList(threads).subList(0, count));
  }

  private static TestDirectories directories(Map<String, @Nullable Object> specification) {
    return new TestDirectories(
        path(specification, "srcdir"),
        path(specification, "outputdir"),
        path(specification, "resultsdir"),
        path(specification, "profdir"),
        path(specification, "debugdir"),
        path(specification, "tmpdir"));
  }

  private static Path path(Map<String, @Nullable Object> specification, String name) {
    return Path.of(Values.text(specification.get(name), ""));
  }
}
