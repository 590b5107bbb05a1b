package org.autotest.core.results;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// A directory below a job's results, as a status line names it: `sleeptest`, `a/sub`. Names come
/// from machines under test, so none that could leave the directory can be constructed.
///
/// @param value components joined by `/`; none is empty, `.` or `..`, none holds a control
///   character; at most [#LENGTH_MAX] characters
public record ResultsSubdir(String value) {
  /// Longest name, in characters: what `tko_tests.subdir` takes.
  public static final int LENGTH_MAX = 300;

  private static final int COMPONENT_LENGTH_MAX = 255;

  public ResultsSubdir {
    if (!isSafe(value)) {
      throw new IllegalArgumentException(
          "'%s' is no subdirectory of results: relative, no '..', at most %d characters"
              .formatted(value, LENGTH_MAX));
    }
  }

  /// Empty for a name that is none.
  public static Optional<ResultsSubdir> of(String name) {
    return isSafe(name) ? Optional.of(new ResultsSubdir(name)) : Optional.empty();
  }

  /// The directory itself. A symbolic link may still stand there: whoever reads what a machine
  /// wrote looks before following.
  public Path below(Path results) {
    return results.resolve(value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static boolean isSafe(String name) {
    if (name.isEmpty() || name.length() > LENGTH_MAX) {
      return false;
    }
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '/') {
        if (!isComponent(name, start, i)) {
          return false;
        }
        start = i + 1;
      }
    }
    return !holdsControl(name) && canBePath(name);
  }

  private static boolean holdsControl(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c == 0x7f) {
        return true;
      }
    }
    return false;
  }

  /// Some locales have no bytes for some letters.
  private static boolean canBePath(String name) {
    try {
      return !Path.of(name).isAbsolute();
    } catch (InvalidPathException unmappable) {
      return false;
    }
  }

  private static boolean isComponent(String name, int start, int end) {
    int length = end - start;
    boolean dots =
        (length == 1 && name.charAt(start) == '.') || (length == 2 && name.startsWith("..", start));
    return length > 0 && length <= COMPONENT_LENGTH_MAX && !dots;
  }
}
