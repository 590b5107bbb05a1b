package org.autotest.client.test;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One run of a test: what and where.
///
/// @param source the test itself
/// @param taggedName the name with its tags: `sleeptest.first`
/// @param directories where it works
/// @param args everything the control file passed by name, what the harness consumes left out
/// @param optional names of those that the test need not take
/// @param process what the process of the control file changed of itself, such as `environment`,
///   values by names, null for one that it took away; for a test of the same language
public record TestSpec(
    TestSource source,
    String taggedName,
    TestDirectories directories,
    Map<String, @Nullable Object> args,
    Set<String> optional,
    Map<String, @Nullable Object> process) {
  public TestSpec {
    args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
    optional = Set.copyOf(optional);
    process = Collections.unmodifiableMap(new LinkedHashMap<>(process));
  }

  /// The directories of one run.
  ///
  /// @param src `<work>/<test>/src`: kept between runs, that of a test fetched by its address
  ///   within one job, for what [Phase#SETUP] builds
  /// @param output `results/<tag>/<subdir>`
  /// @param results for files of the test
  /// @param profiling for the output of profilers
  /// @param debug for log files
  /// @param tmp deleted at the end
  public record TestDirectories(
      Path src, Path output, Path results, Path profiling, Path debug, Path tmp) {}
}
