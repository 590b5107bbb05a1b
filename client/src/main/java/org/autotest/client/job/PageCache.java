package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.autotest.client.log.LogLevel;

/// What the kernel keeps of files in memory, for jobs that want each test to begin without it.
final class PageCache {
  /// The property of a job, and the key of the configuration: at the job's start and after each
  /// test.
  static final String AROUND_TESTS = "drop_caches";

  /// Likewise, before each iteration.
  static final String BETWEEN_ITERATIONS = "drop_caches_between_iterations";

  private static final String KERNELS = "/proc/sys/vm/drop_caches";

  private final JobParts parts;

  PageCache(JobParts parts) {
    this.parts = parts;
  }

  /// Drops it if the property is set. What the kernel refuses is a line of the log.
  ///
  /// @param property one of the two
  void drop(String property) {
    if (!parts.properties().isSet(property)) {
      return;
    }
    try {
      Files.writeString(parts.settings().machine().file(KERNELS), "3\n", StandardOpenOption.WRITE);
    } catch (IOException notAllowed) {
      parts.log().log(LogLevel.WARNING, "dropping caches: " + notAllowed.getMessage());
    }
  }
}
