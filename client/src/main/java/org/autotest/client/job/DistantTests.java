package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.client.fetch.TestFetch;
import org.autotest.client.files.Unguessable;
import org.autotest.client.log.LogLevel;
import org.autotest.client.test.TestFinder;
import org.autotest.client.test.TestSource;
import org.autotest.core.files.FileTree;

/// Tests that are not on this machine: those that a job names by an address, and those of its
/// repositories of packages. What an address has is fetched once in a job, for this job alone.
final class DistantTests implements AutoCloseable {
  private final JobParts parts;
  private final Map<String, Path> fetched = new LinkedHashMap<>();

  DistantTests(JobParts parts) {
    this.parts = parts;
  }

  /// Whether a test is named by where it can be fetched, as `https://host/mine.tar.bz2`.
  static boolean isAddress(String url) {
    return url.contains("://");
  }

  /// What the test is called.
  static String nameOf(String url) {
    return isAddress(url) ? TestFetch.nameIn(url) : TestFinder.baseName(url);
  }

  /// The test of an address.
  ///
  /// @return empty when what is there has no test of its name
  /// @throws org.autotest.core.failure.AutotestException when it cannot be fetched
  Optional<TestSource> at(String address) {
    return finder(address).find(nameOf(address));
  }

  /// What is there in place of a test.
  Optional<String> nearMiss(String address) {
    return finder(address).nearMiss(nameOf(address));
  }

  /// A test from a repository of packages; empty without repositories.
  Optional<TestSource> packaged(String name) {
    Path site = parts.settings().paths().client().resolve("site_tests");
    TestFinder finder = new TestFinder(List.of(site));
    parts.repositories().bring(name, "test", site, () -> finder.find(name).isPresent());
    return finder.find(name);
  }

  private synchronized TestFinder finder(String address) {
    Path directory = fetched.get(address);
    if (directory == null) {
      directory = fetch(address);
      fetched.put(address, directory);
    }
    return new TestFinder(List.of(directory));
  }

  private Path fetch(String address) {
    Path tmp = parts.settings().paths().tmp();
    try {
      Path directory = Unguessable.directory(Files.createDirectories(tmp), "download-");
      try {
        new TestFetch(parts.web(), directory).fetch(address, Optional.empty());
        return directory;
      } catch (IOException | RuntimeException failed) {
        FileTree.delete(directory);
        throw failed;
      }
    } catch (IOException full) {
      throw ResultsNotWritten.to(tmp, full);
    }
  }

  /// Removes what was fetched from addresses.
  @Override
  public synchronized void close() {
    for (Path directory : fetched.values()) {
      try {
        FileTree.delete(directory);
      } catch (IOException stays) {
        parts.log().log(LogLevel.WARNING, "removing " + directory + ": " + stays.getMessage());
      }
    }
    fetched.clear();
  }
}
