package org.autotest.web.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.autotest.core.failure.BadRequest;
import org.autotest.core.failure.Blame;
import org.autotest.core.statuslog.StatusLine;
import org.autotest.store.views.TestView;
import org.autotest.web.files.ResultsFiles.Item;

/// Finds the files of a test, and the one that tells most about it.
public final class TestLogs {
  private static final int TAIL_BYTES = 64 * 1024;

  /// What an execution has beside the directories of tests: logs of its programs, what was
  /// collected of the machine, and what a verify, cleanup or repair left.
  private static final Pattern OF_EXECUTION =
      Pattern.compile("debug|sysinfo|host_keyvals|crashinfo.*|\\d+-(?:verify|cleanup|repair)");

  private final ResultsFiles files;

  public TestLogs(ResultsFiles files) {
    this.files = files;
  }

  /// The end of a log.
  ///
  /// @param path below the results root
  public record Tail(String path, String text) {}

  /// Where a test's files are, below the results root; for a row without a directory of its own,
  /// such as the job's, that of the execution. Empty when that is unknown.
  public static Optional<String> directory(TestView test) {
    if (test.tag().isBlank()) {
      return Optional.empty();
    }
    return Optional.of(hasOwn(test) ? test.tag() + "/" + test.subdir() : test.tag());
  }

  /// Whether a test has a directory of its own.
  public static boolean hasOwn(TestView test) {
    return !test.subdir().isEmpty() && !test.subdir().equals(StatusLine.NONE);
  }

  /// All files of a test, in path order; for a row without a directory of its own those of the
  /// execution that are no test's. Empty when there are none, or none yet.
  public List<Item> files(TestView test) {
    try {
      return directory(test)
          .map(path -> hasOwn(test) ? files.tree(path) : ofExecution(path))
          .orElse(List.of());
    } catch (BadRequest absentOrHostile) {
      return List.of();
    }
  }

  private List<Item> ofExecution(String path) {
    List<Item> found = new ArrayList<>();
    for (Item item : files.list(path).items()) {
      switch (item.kind()) {
        case FILE -> found.add(item);
        case DIRECTORY -> {
          if (OF_EXECUTION.matcher(item.name()).matches()) {
            found.addAll(files.tree(item.path()));
          }
        }
        case OTHER -> {}
      }
    }
    found.sort(Comparator.comparing(Item::path));
    return found.subList(0, Math.min(ResultsFiles.FILES_MAX, found.size()));
  }

  /// The last lines of the log that tells most; empty when there is none.
  public Optional<Tail> tail(TestView test, int lines) {
    return tail(files(test), lines);
  }

  /// Likewise, of files that [#files] found.
  public Optional<Tail> tail(List<Item> found, int lines) {
    return best(found).flatMap(item -> tail(item.path(), lines));
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
