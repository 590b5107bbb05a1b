package org.autotest.client.api;

import java.nio.file.Path;

/// What a profiler is told of the test that it watches.
///
/// @param name with its tags
/// @param profilingDir for what the profiler writes
/// @param binDir the test's own directory
/// @param srcDir what the test built
/// @param tmpDir its scratch directory
/// @param iteration that is watched, from 1; 0 when the test starts profilers by itself before any
public record ProfiledTest(
    String name, Path profilingDir, Path binDir, Path srcDir, Path tmpDir, int iteration) {
  /// The same in an iteration.
  public ProfiledTest in(int number) {
    return new ProfiledTest(name, profilingDir, binDir, srcDir, tmpDir, number);
  }
}
