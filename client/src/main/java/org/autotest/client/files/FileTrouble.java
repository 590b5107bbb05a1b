package org.autotest.client.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// What the file system refused, in words.
public final class FileTrouble {
  private FileTrouble() {}

  /// With the file: `/mnt/x: permission denied`.
  public static String inWords(IOException trouble) {
    return trouble instanceof FileSystemException refused && refused.getFile() != null
        ? refused.getFile() + ": " + reason(trouble)
        : reason(trouble);
  }

  /// Without it: `permission denied`.
  public static String reason(IOException trouble) {
    if (trouble instanceof NoSuchFileException) {
      return "no such directory";
    }
    if (trouble instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (trouble instanceof FileAlreadyExistsException) {
      return "it is there, and is no directory";
    }
    if (trouble instanceof NotDirectoryException) {
      return "no directory";
    }
    if (trouble instanceof FileSystemException refused && refused.getReason() != null) {
      return refused.getReason();
    }
    return trouble.getClass().getSimpleName() + ": " + trouble.getMessage();
  }
}
