package org.autotest.autoserv.fitness;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.failure.Blame;

/// What a lab adds to the checks and repair actions that all labs have, and takes away from them.
///
/// @param directory has `checks` and `repairs` with programs and classes; empty for none
/// @param without names of checks that are not made
public record LabFitness(Optional<Path> directory, Set<String> without) {
  public LabFitness {
    without = Set.copyOf(without);
  }

  /// None when there is no such directory below the lab's.
  ///
  /// @throws UnfitHost with the lab to blame when the directory itself is not there, or one of them
  ///   says something wrong
  List<LabProgram> checks() {
    return programs("checks");
  }

  /// The same of actions.
  List<LabProgram> repairs() {
    return programs("repairs");
  }

  private List<LabProgram> programs(String kind) {
    if (directory.isEmpty()) {
      return List.of();
    }
    Path of = directory.get();
    if (!Files.isDirectory(of)) {
      throw new UnfitHost(
          Blame.LAB,
          "looking for %s of the lab in %s: there is no such directory".formatted(kind, of));
    }
    return LabProgram.all(of.resolve(kind));
  }
}
