package org.autotest.client.profiler;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autotest.client.api.ProfiledTest;
import org.autotest.client.worker.Worker;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// A profiler in a process of its own at the bridge, which serves tests of the job one at a time.
final class BridgedProfiler implements AutoCloseable {
  private final String name;
  private final Worker worker;
  private final Map<String, String> extras;

  BridgedProfiler(String name, Profilers.Started started) {
    this.name = name;
    this.worker = started.worker();
    this.extras = started.extras();
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
    try {
      worker.call(method, "profiler.call", List.of(method, about));
    } finally {
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
