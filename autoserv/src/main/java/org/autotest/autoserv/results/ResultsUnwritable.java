package org.autotest.autoserv.results;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.autotest.core.failure.AutotestException;
import org.autotest.core.failure.Blame;

/// The results directory takes no more: its disk is full, or its permissions are wrong.
public final class ResultsUnwritable extends AutotestException {
  private static final long serialVersionUID = 1L;

  public ResultsUnwritable(Path file, IOException cause) {
    super(Blame.LAB, "writing results to %s: %s".formatted(file, words(cause)), cause);
  }

  private static String words(IOException cause) {
    if (cause instanceof FileSystemException known && known.getReason() != null) {
      return known.getReason();
    }
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
