package org.autotest.core.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/// What the lab's archive has left in a results directory: one line in a file.
///
/// ```
/// .archived           s3://lab/17-alice/host1
/// .archiver_failed    archiving 17-alice/host1: /opt/archive exited 3: no such bucket
/// .archiver.log       what the program of the lab printed
/// ```
///
/// A directory with neither of the first two was not handed over.
public final class ArchiveMark {
  /// Holds where the results are.
  public static final String DONE = ".archived";

  /// Holds why they were not archived.
  public static final String FAILED = ".archiver_failed";

  /// Holds what the lab's program printed.
  public static final String OUTPUT = ".archiver.log";

  /// Longest place that is kept, in characters.
  public static final int PLACE_CHARS_MAX = 500;

  private static final int BYTES_MAX = 4 * PLACE_CHARS_MAX;

  private ArchiveMark() {}

  /// Where the results of a directory are archived; empty when they are not. A mark that is no
  /// regular file, or is larger than a place can be, is none.
  public static Optional<String> place(Path directory) throws IOException {
    Path mark = directory.resolve(DONE);
    if (!Files.isRegularFile(mark, LinkOption.NOFOLLOW_LINKS) || Files.size(mark) > BYTES_MAX) {
      return Optional.empty();
    }
    return Files.readString(mark)
        .lines()
        .findFirst()
        .map(ArchiveMark::cut)
        .or(() -> Optional.of(""));
  }

  /// A place as it is kept: one line, no longer than it may be.
  public static String cut(String place) {
    String line = place.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.substring(0, Math.min(line.length(), PLACE_CHARS_MAX));
  }
}
