package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Watches how fast a file system fills while a test runs.
final class DiskWatch {
  private static final double MEGABYTE = 1024.0 * 1024.0;
  private static final double SECONDS_PER_HOUR = 3600.0;

  /// A test that is over at once says nothing about an hour.
  private static final double SECONDS_MIN = 60.0;

  private final Path root;
  private final double limit;
  private final long freeBefore;
  private final long start = System.nanoTime();

  private DiskWatch(Path root, double limit, long freeBefore) {
    this.root = root;
    this.limit = limit;
    this.freeBefore = freeBefore;
  }

  /// Begins to watch.
  ///
  /// @param root a directory on the file system
  /// @param limit in MB for each hour; not above 0 for none
  static DiskWatch begin(Path root, double limit) {
    return new DiskWatch(root, limit, limit > 0 ? free(root) : -1);
  }

  /// What is to be said about it; empty when it filled slowly enough.
  Optional<String> complaint() {
    if (freeBefore < 0) {
      return Optional.empty();
    }
    double used = (freeBefore - free(root)) / MEGABYTE;
    double hours = Math.max(SECONDS_MIN, (System.nanoTime() - start) / 1e9) / SECONDS_PER_HOUR;
    double rate = used / hours;
    return rate > limit
        ? Optional.of(
            "disk usage of %.0f MB/hour is above the limit of %.0f MB/hour".formatted(rate, limit))
        : Optional.empty();
  }

  private static long free(Path root) {
    try {
      FileStore store = Files.getFileStore(root);
      return store.getUsableSpace();
    } catch (IOException unknown) {
      return -1;
    }
  }
}
