package org.autotest.client.api;

/// Watches the machine while a test runs. `profilers/NAME/<CamelCase of NAME>.java` declares one,
/// which control files in both languages add by its name; the parameters of its constructor are its
/// arguments. A Java control file may also make one in place and add it with [Job#addProfiler].
/// What it throws is logged, and never changes how the test ends.
public interface TestProfiler {
  /// Begins to watch; returns at once.
  void start(ProfiledTest test) throws Exception;

  /// Stops; nothing of it may be left running.
  void stop(ProfiledTest test) throws Exception;

  /// Writes what it has seen into the profiling directory.
  default void report(ProfiledTest test) throws Exception {}
}
