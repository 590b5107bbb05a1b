package org.autotest.client.test;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a loaded test says of itself.
///
/// @param version as text; empty when a test in Python has none, which is an error of that test
/// @param preserveSrcdir keep what an earlier version built in the source directory
/// @param networkDestabilizing the network may go away while it runs
/// @param phases those that the test defines
public record TestDescription(
    Optional<String> version,
    boolean preserveSrcdir,
    boolean networkDestabilizing,
    Map<Phase, PhaseSignature> phases) {
  public TestDescription {
    phases = Map.copyOf(phases);
  }

  /// The arguments without those that need not be taken, and that no phase takes.
  ///
  /// @param optional names of arguments
  Map<String, @Nullable Object> taking(Map<String, @Nullable Object> args, Set<String> optional) {
    Map<String, @Nullable Object> taken = new LinkedHashMap<>(args);
    taken.keySet().removeIf(name -> optional.contains(name) && !takes(name));
    return taken;
  }

  private boolean takes(String argument) {
    return phases.values().stream()
        .anyMatch(phase -> phase.keywords() || phase.parameters().contains(argument));
  }
}
