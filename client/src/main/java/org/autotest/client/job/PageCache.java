package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.autotest.client.api.CommandFailed;
import org.autotest.client.files.FileTrouble;
import org.autotest.client.log.LogLevel;
import org.autotest.client.machine.Programs;
import org.autotest.client.process.ProcessNotStarted;

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

  /// Drops it if the property is set, also what was not written to disk before. What the kernel
  /// refuses is a line of the log.
  ///
  /// @param property one of the two
  void drop(String property) {
    if (!parts.properties().isSet(property)) {
      return;
    }
    try {
      parts.programs().run(List.of("sync"), Path.of("/"), Programs.SHORT);
      Files.writeString(parts.settings().machine().file(KERNELS), "3\n", StandardOpenOption.WRITE);
    } catch (IOException notAllowed) {
      parts.log().log(LogLevel.WARNING, "dropping caches: " + FileTrouble.inWords(notAllowed));
    } catch (CommandFailed | ProcessNotStarted notAllowed) {
      parts.log().log(LogLevel.WARNING, "dropping caches: " + notAllowed.getMessage());
    }
  }
}
