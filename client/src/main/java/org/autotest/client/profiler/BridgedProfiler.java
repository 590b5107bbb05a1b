package org.autotest.client.profiler;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.worker.Worker;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// A profiler in a process of its own at the bridge, which serves tests of the job one at a time.
///
/// It does not hold the test: a process whose profiler does not return from `start` or `stop`
/// within two minutes is ended, and from `report` within ten. When the job is being stopped it has
/// five seconds.
final class BridgedProfiler implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration REPORT_LIMIT = Duration.ofMinutes(10);
  private static final Duration HURRIED_LIMIT = Duration.ofSeconds(5);

  private final String name;
  private final Worker worker;
  private final Map<String, String> extras;

  /// One that is not loaded yet.
  ///
  /// @param hurry is completed when the job is being stopped
  BridgedProfiler(String name, Profilers.Started started, CompletableFuture<Boolean> hurry) {
    this.name = name;
    this.worker = started.worker();
    this.extras = started.extras();
    var _ = hurry.thenRunAsync(worker::kill, after(HURRIED_LIMIT));
  }

  /// On a thread of its own: to end a process takes time.
  private static Executor after(Duration time) {
    return CompletableFuture.delayedExecutor(
        time.toMillis(),
        TimeUnit.MILLISECONDS,
        task -> Thread.ofPlatform().daemon().name("profiler-end").start(task));
  }

  /// Whether its process can serve another test.
  boolean isUsable() {
    return worker.isUsable();
  }

  /// Makes the object, initialises it, and builds what it needs unless that is built.
  void load(
      Path file, Path src, List<@Nullable Object> positional, Map<String, @Nullable Object> named)
      throws RaisedException {
    Map<String, @Nullable Object> specification = new LinkedHashMap<>(extras);
    specification.put("name", name);
    specification.put("file", file.toString());
    specification.put("bindir", String.valueOf(file.getParent()));
    specification.put("srcdir", src.toString());
    specification.put("args", positional);
    specification.put("kwargs", named);
    worker.call("loading", "profiler.load", List.of(specification));
  }

  /// Calls one of its methods: `start`, `stop`, `report`. What it leaves running after the last is
  /// ended.
  ///
  /// @throws RaisedException what it raised
  /// @throws org.autotest.client.test.TestProcessLost when its process ended, or was ended
  void call(String method, ProfiledTest test) throws RaisedException {
    Map<String, @Nullable Object> about = new LinkedHashMap<>();
    about.put("tagged_testname", test.name());
    about.put("outputdir", String.valueOf(test.profilingDir().getParent()));
    about.put("profdir", test.profilingDir().toString());
    about.put("resultsdir", test.profilingDir().resolveSibling("results").toString());
    about.put("debugdir", test.profilingDir().resolveSibling("debug").toString());
    about.put("bindir", test.binDir().toString());
    about.put("srcdir", test.srcDir().toString());
    about.put("tmpdir", test.tmpDir().toString());
    about.put("iteration", test.iteration());
    CompletableFuture<Void> late =
        CompletableFuture.runAsync(
            worker::kill, after(method.equals("report") ? REPORT_LIMIT : LIMIT));
    try {
      worker.call(method, "profiler.call", List.of(method, about));
    } finally {
      late.cancel(false);
      if (method.equals("report")) {
        worker.endLeftovers();
      }
    }
  }

  @Override
  public void close() {
    worker.close();
  }
}
