package org.autotest.client.test;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.autotest.client.test.TestSpec.TestDirectories;
import org.autotest.core.bridge.RaisedException;
import org.jspecify.annotations.Nullable;

/// What ties a Java test to the harness: its directories, its calls, and what it collects during an
/// iteration.
public final class TestContext {
  /// Reaches the harness.
  public interface Calls {
    /// Calls it and waits for the answer.
    @Nullable Object call(
        String name, List<? extends @Nullable Object> args, Map<String, @Nullable Object> kwargs)
        throws RaisedException;
  }

  private final Calls calls;
  private final BiConsumer<String, String> log;
  private final String taggedName;
  private final Path bin;
  private final TestDirectories directories;
  private final Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> perf = new LinkedHashMap<>();
  private final AtomicLong checks = new AtomicLong();
  private int iteration;

  /// One for a run of a test.
  ///
  /// @param log takes a level and a text
  /// @param taggedName the name of the test with its tags
  /// @param bin the directory of the test itself
  public TestContext(
      Calls calls,
      BiConsumer<String, String> log,
      String taggedName,
      Path bin,
      TestDirectories directories) {
    this.calls = calls;
    this.log = log;
    this.taggedName = taggedName;
    this.bin = bin;
    this.directories = directories;
  }

  /// What follows belongs to this iteration; 0 is outside of any.
  public void iteration(int number) {
    iteration = number;
  }

  /// Writes what was collected as one record, so that the values of an iteration stay together.
  public synchronized void writeCollected() throws RaisedException {
    if (!attributes.isEmpty() || !perf.isEmpty()) {
      call("test.write_iteration_keyval", Map.copyOf(attributes), Map.copyOf(perf));
      attributes.clear();
      perf.clear();
    }
  }

  /// The checks that were made since this was asked last.
  public long takeChecks() {
    return checks.getAndSet(0);
  }

  void countCheck() {
    checks.incrementAndGet();
  }

  synchronized void collectAttribute(String name, String value) {
    attributes.put(name, value);
  }

  synchronized void collectPerf(String name, double value) {
    perf.put(name, value);
  }

  @Nullable Object call(String name, @Nullable Object... args) throws RaisedException {
    return calls.call(name, Arrays.asList(args), Map.of());
  }

  @Nullable Object callNamed(String name, String what, Map<String, @Nullable Object> arguments)
      throws RaisedException {
    return calls.call(name, List.of(what), arguments);
  }

  void log(String level, String text) {
    log.accept(level, text);
  }

  int iteration() {
    return iteration;
  }

  Path bin() {
    return bin;
  }

  TestDirectories directories() {
    return directories;
  }

  String taggedName() {
    return taggedName;
  }
}
