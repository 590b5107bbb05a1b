package org.autotest.dispatcher.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.autotest.core.job.ExecutionId;
import org.autotest.store.lab.LabExecution.ProcessRef;

/// The fence of an execution: a file in its results directory that names its process, `17 4211
/// 0b6f…`, or says that nobody may start any more.
///
/// It is made as a hard link, by the process too: whoever reads it finds it whole.
final class Fence {
  private static final String CLOSED = "closed\n";

  private Fence() {}

  /// Where it is.
  static Path of(ExecutionId execution, Path directory) {
    return directory.resolve(".execution-" + execution);
  }

  /// Closes it, unless a process has it.
  ///
  /// @return that process
  static Optional<ProcessRef> close(ExecutionId execution, Path directory) {
    Path fence = of(execution, directory);
    try {
      Files.createDirectories(directory);
      Path own = fence.resolveSibling(fence.getFileName() + ".claim");
      Files.writeString(own, CLOSED);
      try {
        Files.createLink(fence, own);
        return Optional.empty();
      } finally {
        Files.delete(own);
      }
    } catch (FileAlreadyExistsException taken) {
      return holder(fence);
    } catch (IOException failure) {
      throw new LaunchFailed("execution %s once more".formatted(execution), said(failure), failure);
    }
  }

  private static Optional<ProcessRef> holder(Path fence) {
    try {
      String[] words = Files.readString(fence, StandardCharsets.US_ASCII).strip().split(" ", -1);
      return words.length == 3
          ? Optional.of(
              new ProcessRef(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]))
          : Optional.empty();
    } catch (IOException | NumberFormatException failure) {
      throw new LaunchFailed("the execution of " + fence, "its fence cannot be read", failure);
    }
  }

  /// What an exception of files says, with the words that Java leaves out.
  static String said(IOException failure) {
    return failure instanceof NoSuchFileException
        ? "no such file: " + failure.getMessage()
        : String.valueOf(failure.getMessage());
  }
}
