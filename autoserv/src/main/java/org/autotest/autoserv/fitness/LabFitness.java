package org.autotest.autoserv.fitness;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a lab adds to the checks and repair actions that all labs have, and takes away from them.
///
/// @param directory has `checks` and `repairs` with programs and classes; empty for none
/// @param without names of checks that are not made
public record LabFitness(Optional<Path> directory, Set<String> without) {
  public LabFitness {
    without = Set.copyOf(without);
  }

  List<LabProgram> checks() {
    return directory.map(path -> LabProgram.all(path.resolve("checks"))).orElse(List.of());
  }

  List<LabProgram> repairs() {
    return directory.map(path -> LabProgram.all(path.resolve("repairs"))).orElse(List.of());
  }
}
