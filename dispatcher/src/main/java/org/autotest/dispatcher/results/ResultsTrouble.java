package org.autotest.dispatcher.results;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The results repository cannot be written or read: full, read-only, gone. The lab's trouble; what
/// was attempted is tried again.
public final class ResultsTrouble extends AutotestException {
  private static final long serialVersionUID = 1L;

  /// Says what was attempted and what the file system answered.
  public ResultsTrouble(String attempt, IOException failure) {
    super(Blame.LAB, "%s: %s".formatted(attempt, said(failure)), failure);
  }

  private static String said(IOException failure) {
    return switch (failure) {
      case NoSuchFileException absent -> absent.getFile() + ": no such file";
      case FileSystemException file when file.getReason() != null ->
          "%s: %s".formatted(file.getFile(), file.getReason());
      default -> String.valueOf(failure.getMessage());
    };
  }
}
