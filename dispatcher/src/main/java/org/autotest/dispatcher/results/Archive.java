package org.autotest.dispatcher.results;

import java.nio.file.Path;
import java.util.List;

/// Where the lab hands over the results of what has ended.
public sealed interface Archive {
  /// A program of the lab's. It is started with two more words, the results directory and its tag
  /// (`17-alice/host1`), and has archived them when it exits 0; the last line that it prints is
  /// where they are. After a restart of the dispatcher it may be called for the same directory once
  /// more.
  ///
  /// @param argv the program and its first words; not empty
  record Command(List<String> argv) implements Archive {
    public Command {
      argv = List.copyOf(argv);
      if (argv.isEmpty()) {
        throw new IllegalArgumentException("a program that archives has a name");
      }
    }
  }

  /// A directory to which they are copied, links as links.
  ///
  /// @param root absolute
  record Directory(Path root) implements Archive {}
}
