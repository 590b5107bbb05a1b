package org.autotest.client;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.autotest.client.source.Api;
import org.autotest.client.source.SourceCompiler;
import org.autotest.client.test.TestFinder;
import org.autotest.client.test.TestSource;

/// Compiles the tests that come along, so that no machine has to do it before it can run them.
public final class PrecompileMain {
  private PrecompileMain() {}

  /// Puts the classes of each Java test beside its source.
  ///
  /// @param args the directory of the tests
  public static void main(String[] args) throws IOException {
    Path tests = Path.of(args[0]).toAbsolutePath();
    Api api =
        Api.of(
            Path.of(System.getProperty("autotest.home", ".")),
            System.getProperty("java.class.path", ""));
    TestFinder finder = new TestFinder(List.of(tests));
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(tests, Files::isDirectory)) {
      for (Path directory : directories) {
        Optional<TestSource> test = finder.find(directory.getFileName().toString());
        if (test.isPresent() && test.get() instanceof TestSource.Java java) {
          new SourceCompiler(SourceCompiler.shippedWith(java.directory()), api)
              .compile(java.file(), java.className(), "");
        }
      }
    }
  }
}
