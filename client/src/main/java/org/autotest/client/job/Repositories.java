package org.autotest.client.job;

import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.autotest.client.fetch.Packages;

/// Brings what a job needs and this machine has not, from the job's repositories of packages.
final class Repositories {
  private final Packages packages;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  Repositories(Packages packages) {
    this.packages = packages;
  }

  /// Installs a package, unless what it brings is there; does nothing without repositories. Tasks
  /// that need the same one at the same time get it once.
  ///
  /// @param parent of the directory that becomes the package's
  /// @throws org.autotest.client.fetch.FetchFailed when it cannot be had
  void bring(String name, String type, Path parent, BooleanSupplier isThere) {
    if (isThere.getAsBoolean() || packages.repositories().isEmpty()) {
      return;
    }
    oneAtATime.lock();
    try {
      if (!isThere.getAsBoolean()) {
        Packages.requireKind(name, type);
        packages.install(name, type, parent.resolve(name));
      }
    } finally {
      oneAtATime.unlock();
    }
  }
}
