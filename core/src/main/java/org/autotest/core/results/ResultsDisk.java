package org.autotest.core.results;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/// What the file system below the results directory answered, in words that tell what to do.
public final class ResultsDisk {
  /// What is asked for when the disk is full: enough for a few jobs.
  private static final int MEGABYTES_TO_FREE = 100;

  private ResultsDisk() {}

  /// Whether the disk takes no more, or the account may not have more of it.
  public static boolean isFull(IOException failure) {
    String said = reason(failure).toLowerCase(Locale.ROOT);
    return said.contains("no space left") || said.contains("quota exceeded");
  }

  /// The observation of a message: what was seen, and for a full disk what to do.
  ///
  /// @param then what follows when room was made: `then submit the job again`
  public static String said(IOException failure, String then) {
    return isFull(failure) ? full(" (%s); ".formatted(reason(failure)), then) : reason(failure);
  }

  /// The same of a disk that was only looked at.
  ///
  /// @param then likewise
  public static String full(String then) {
    return full(": ", then);
  }

  private static String full(String between, String then) {
    return "the disk of the results directory is full%sfree at least %d MB there, %s"
        .formatted(between, MEGABYTES_TO_FREE, then);
  }

  private static String reason(IOException failure) {
    return switch (failure) {
      case NoSuchFileException absent -> absent.getFile() + ": no such file";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      default ->
          failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    };
  }
}
