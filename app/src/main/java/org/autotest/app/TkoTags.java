package org.autotest.app;

import java.nio.file.Path;
import java.util.Optional;
import org.autotest.core.tko.JobDirectories.Found;

/// Names of parsed jobs in the results database: `17-alice/host1`.
///
/// @param parsed the directory that was given, absolute
/// @param given its name; empty for none
/// @param levels how many of the last components of a job's path make its name; empty for what lies
///   below the root of the results, or else below the parsed directory
/// @param root of the results of the lab
record TkoTags(Path parsed, Optional<String> given, Optional<Integer> levels, Path root) {
  /// The name of one job; that of a machine has its own at the end.
  String of(Found found) {
    if (given.isPresent()) {
      return join(given.get(), parsed, found.directory());
    }
    if (levels.isPresent()) {
      int names = found.job().getNameCount();
      Path last = found.job().subpath(Math.max(0, names - levels.get()), names);
      return join(last.toString(), found.job(), found.directory());
    }
    if (found.directory().startsWith(root)) {
      return root.relativize(found.directory()).toString();
    }
    return found.job().equals(parsed)
        ? join(String.valueOf(parsed.getFileName()), parsed, found.directory())
        : parsed.relativize(found.directory()).toString();
  }

  private static String join(String name, Path from, Path directory) {
    String below = from.relativize(directory).toString();
    return below.isEmpty() ? name : name + "/" + below;
  }
}
