package org.autotest.client.job;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where a job finds and leaves things.
///
/// @param client the client directory: `tests`, `site_tests` and, unless told otherwise, everything
///   else is below it
/// @param output what `--output_dir` names, else the configuration, else the client directory:
///   `results/<tag>` is below it
/// @param work kept between jobs: what tests build, compiled classes
/// @param tmp for everything that is deleted in the end, and the state file
/// @param tag names the results directory; one safe component
/// @param testRoots where tests are looked for, the first that has one wins
public record JobPaths(
    Path client, Path output, Path work, Path tmp, String tag, List<Path> testRoots) {
  public JobPaths {
    testRoots = List.copyOf(testRoots);
  }

  /// `results/<tag>`.
  public Path results() {
    return output.resolve("results").resolve(tag);
  }

  /// The state of a job with this control file.
  public Path stateFile(Path control) {
    return tmp().resolve(control.getFileName() + ".state");
  }

  /// What a server left for the job to begin with.
  public Path initialStateFile(Path control) {
    return tmp().resolve(control.getFileName() + ".init.state");
  }

  /// Where clients of this directory note that they are at work.
  public Path clientNotes() {
    return tmp().resolve("clients");
  }

  /// Makes an empty results directory. Older results of the same tag are kept beside it.
  ///
  /// @return where those are now; empty when there were none
  public Optional<Path> makeFreshResults() throws IOException {
    Path results = results();
    Optional<Path> aside = Optional.empty();
    if (Files.isDirectory(results, LinkOption.NOFOLLOW_LINKS) && !isEmpty(results)) {
      int number = 1;
      while (Files.exists(old(number), LinkOption.NOFOLLOW_LINKS)) {
        number++;
      }
      aside = Optional.of(old(number));
      Files.move(results, old(number));
    }
    Files.createDirectories(results);
    return aside;
  }

  private Path old(int number) {
    return results().resolveSibling(tag + ".old-" + number);
  }

  private static boolean isEmpty(Path directory) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      return !entries.iterator().hasNext();
    }
  }
}
