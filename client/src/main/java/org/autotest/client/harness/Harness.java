package org.autotest.client.harness;

import java.util.List;

/// Is told about the course of a job. Chosen with `--harness`.
public sealed interface Harness permits StandaloneHarness, SimpleHarness {
  /// The names that can be chosen.
  List<String> NAMES = List.of("standalone", "simple");

  /// The harness of the name.
  ///
  /// @throws IllegalArgumentException for a name that is none of [#NAMES]
  static Harness ofName(String name) {
    return switch (name) {
      case "standalone" -> new StandaloneHarness();
      case "simple" -> SimpleHarness.onDescriptor3();
      default -> throw new IllegalArgumentException("no harness is named '" + name + "'");
    };
  }

  /// The name by which it was chosen.
  String name();

  /// An entry was written into the status log.
  ///
  /// @param entry as written, newline included
  /// @param branch empty, or which task of a parallel run wrote it: `0`, `0.1`
  void status(String entry, String branch);
}
