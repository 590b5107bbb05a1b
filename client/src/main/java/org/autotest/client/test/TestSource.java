package org.autotest.client.test;

import java.nio.file.Path;

/// A test as it lies on disk.
public sealed interface TestSource {
  /// The directory's name.
  String name();

  /// The directory that holds it.
  Path directory();

  /// The file that makes it what it is.
  Path file();

  /// A Python module with a class of the directory's name.
  record Python(String name, Path directory, Path file) implements TestSource {}

  /// A Java source with a class that extends [ClientTest].
  ///
  /// @param className the file's name without `.java`
  record Java(String name, Path directory, Path file, String className) implements TestSource {}

  /// A program whose exit status says how it went.
  record Executable(String name, Path directory, Path file) implements TestSource {}
}
