package org.autotest.client.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where a kernel is built, and where the results of that are: `build`, `build.2`, ….
///
/// @param results has `config`, `debug` and `results`
/// @param source the tree
/// @param subdir how entries of the status log name the results
public record KernelDirectories(Path results, Path source, String subdir) {
  /// Makes the first that are free.
  ///
  /// @param jobResults the results directory of the job
  /// @param tmp for the tree
  public static KernelDirectories make(Path jobResults, Path tmp) throws IOException {
    String name = "build";
    for (int number = 2; Files.exists(jobResults.resolve(name)); number++) {
      name = "build." + number;
    }
    Path results = jobResults.resolve(name);
    for (String directory : new String[] {"config", "debug", "results"}) {
      Files.createDirectories(results.resolve(directory));
    }
    Path source = Files.createDirectories(tmp.resolve(name).resolve("src"));
    return new KernelDirectories(results, source, name);
  }
}
