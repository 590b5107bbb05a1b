package org.autotest.client.test;

import java.util.Map;
import java.util.Optional;

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
}
