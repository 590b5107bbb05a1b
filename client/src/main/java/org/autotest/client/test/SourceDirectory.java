package org.autotest.client.test;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.autotest.core.bridge.Raise;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.files.FileTree;

/// The directory in which tests build what they need, kept between runs: [Phase#SETUP] runs once
/// for each version of a test. `.version` in it names the version that was set up; it is written
/// last, so that a setup that failed is done again.
public final class SourceDirectory {
  /// The setup itself.
  public interface Setup {
    /// Runs it.
    ///
    /// @throws RaisedException what the phase raised
    void run() throws RaisedException;
  }

  private final Path lockFile;
  private final ReentrantLock withinProcess = new ReentrantLock();

  /// One for a job.
  ///
  /// @param lockFile held while a test is set up, so that two jobs do not build in one directory
  public SourceDirectory(Path lockFile) {
    this.lockFile = lockFile;
  }

  /// Brings the test's source directory to its version.
  ///
  /// @throws RaisedException what the setup raised, or `IOError`
  void prepare(TestSpec spec, TestDescription description, Setup setup) throws RaisedException {
    boolean hasSetup = description.phases().containsKey(Phase.SETUP);
    if (!hasSetup && isOfVersion(spec, description)) {
      return;
    }
    withinProcess.lock();
    try {
      Files.createDirectories(lockFile.toAbsolutePath().getParent());
      try (FileChannel file =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = file.lock()) {
        if (lock.isValid()) {
          bringToVersion(spec, description, hasSetup ? setup : () -> {});
        }
      }
    } catch (IOException full) {
      throw new RaisedException(
          Raise.of(
              "IOError",
              "preparing %s: %s".formatted(spec.directories().src(), full.getMessage())));
    } finally {
      withinProcess.unlock();
    }
  }

  /// Seen without waiting for whoever builds something; what cannot be read is seen again below.
  private static boolean isOfVersion(TestSpec spec, TestDescription description) {
    try {
      return read(spec.directories().src().resolve(".version")).equals(version(description));
    } catch (IOException unreadable) {
      return false;
    }
  }

  private static String version(TestDescription description) {
    return description.version().orElse("None");
  }

  private static void bringToVersion(TestSpec spec, TestDescription description, Setup setup)
      throws IOException, RaisedException {
    Path src = spec.directories().src();
    Path versionFile = src.resolve(".version");
    String version = version(description);
    if (read(versionFile).equals(version)) {
      return;
    }
    if (!description.preserveSrcdir()) {
      FileTree.delete(src);
    }
    if (!Files.isDirectory(src)) {
      Files.createDirectories(src);
      Path own = spec.source().directory().resolve("src");
      if (Files.isDirectory(own)) {
        FileTree.copy(own, src);
      }
    }
    copyPatches(spec.source().directory(), src);
    setup.run();
    Files.createDirectories(src);
    Files.writeString(versionFile, version);
  }

  private static void copyPatches(Path test, Path src) throws IOException {
    try (DirectoryStream<Path> patches = Files.newDirectoryStream(test, "*.patch")) {
      for (Path patch : patches) {
        Path beside = src.resolveSibling(patch.getFileName().toString());
        Files.copy(patch, beside, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static String read(Path versionFile) throws IOException {
    try {
      return Files.readString(versionFile);
    } catch (NoSuchFileException neverSetUp) {
      return "";
    }
  }
}
