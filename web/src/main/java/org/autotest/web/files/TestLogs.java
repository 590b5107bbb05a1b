package org.autotest.web.files;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.store.views.TestView;
import org.autotest.web.files.ResultsFiles.Item;

/// Finds the files of a test, and the one that tells most about it.
public final class TestLogs {
  private static final int TAIL_BYTES = 64 * 1024;

  private final ResultsFiles files;

  public TestLogs(ResultsFiles files) {
    this.files = files;
  }

  /// The end of a log.
  ///
  /// @param path below the results root
  public record Tail(String path, String text) {}

  /// Where a test's files are, below the results root; empty for a row that has no directory.
  public static Optional<String> directory(TestView test) {
    boolean none = test.subdir().isEmpty() || test.subdir().equals("----");
    return none ? Optional.empty() : Optional.of(test.tag() + "/" + test.subdir());
  }

  /// All files of a test, in path order; empty when it has none, or none yet.
  public List<Item> files(TestView test) {
    try {
      return directory(test).map(files::tree).orElse(List.of());
    } catch (BadRequest hostileName) {
      return List.of();
    }
  }

  /// The last lines of the log that tells most; empty when there is none.
  public Optional<Tail> tail(TestView test, int lines) {
    return best(files(test)).flatMap(item -> tail(item.path(), lines));
  }

  /// The last lines of a file; empty when it cannot be shown.
  public Optional<Tail> tail(String path, int lines) {
    try (ResultsFiles.Opened file = files.open(path)) {
      LogText text = LogText.tail(file, TAIL_BYTES);
      return text.isBinary()
          ? Optional.empty()
          : Optional.of(new Tail(path, text.lastLines(lines)));
    } catch (BadRequest goneMeanwhile) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new ResultsUnreadable(Blame.LAB, path, failure);
    }
  }

  /// The fullest log of the harness comes first, then what the test printed, then anything in
  /// `debug`.
  static Optional<Item> best(List<Item> items) {
    return items.stream()
        .filter(item -> item.sizeBytes() > 0)
        .filter(item -> item.path().contains("/debug/"))
        .min(
            Comparator.comparingInt((Item item) -> rank(item.name()))
                .thenComparing(Comparator.comparingLong(Item::sizeBytes).reversed()));
  }

  private static int rank(String name) {
    if (name.endsWith(".DEBUG")) {
      return 0;
    } else if (name.endsWith(".INFO")) {
      return 1;
    } else if (name.startsWith("std") || name.endsWith(".log")) {
      return 2;
    }
    return name.endsWith(".gz") || name.startsWith("crash") ? 9 : 3;
  }
}
