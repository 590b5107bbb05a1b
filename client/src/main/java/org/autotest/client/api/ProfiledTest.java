package org.autotest.client.api;

import java.nio.file.Path;

/// What a profiler is told of the test that it watches.
///
/// @param name with its tags
/// @param profilingDir for what the profiler writes
/// @param binDir the test's own directory
/// @param srcDir what the test built
/// @param tmpDir its scratch directory
public record ProfiledTest(String name, Path profilingDir, Path binDir, Path srcDir, Path tmpDir) {}
