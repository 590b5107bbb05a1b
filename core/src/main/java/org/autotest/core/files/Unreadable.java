package org.autotest.core.files;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// A file that somebody named cannot be read, in words for that person.
public final class Unreadable {
  private Unreadable() {}

  /// Attempt, object and observation: `reading /etc/machines: there is no such file`.
  ///
  /// @param doing the attempt: `reading`
  /// @param file what was named; a file below it that is in the way is named too
  public static String told(String doing, Path file, IOException why) {
    boolean isElsewhere =
        why instanceof FileSystemException known
            && known.getFile() != null
            && !known.getFile().equals(file.toString());
    String place = isElsewhere ? ((FileSystemException) why).getFile() + ": " : "";
    return "%s %s: %s%s".formatted(doing, file, place, observation(why));
  }

  private static String observation(IOException why) {
    return switch (why) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "it may not be read";
      case NotDirectoryException _ -> "it is no directory";
      case CharacterCodingException _ -> "it is no text";
      case FileSystemException known when known.getReason() != null -> known.getReason();
      default -> why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    };
  }
}
