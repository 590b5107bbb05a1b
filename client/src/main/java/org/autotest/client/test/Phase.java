package org.autotest.client.test;

import java.util.Arrays;
import java.util.Optional;

/// A part of a test's life, in the order of use. The names are those on the bridge.
public enum Phase {
  INITIALIZE("initialize"),
  SETUP("setup"),
  /// Makes the output directory the working directory; no method of an author.
  CHDIR("chdir"),
  WARMUP("warmup"),
  /// Listed only by a test that replaces the loop over the iterations by its own.
  EXECUTE("execute"),
  BEFORE_ITERATION_HOOKS("before_iteration_hooks"),
  BEFORE_RUN_ONCE("before_run_once"),
  RUN_ONCE("run_once"),
  AFTER_RUN_ONCE("after_run_once"),
  POSTPROCESS_ITERATION("postprocess_iteration"),
  AFTER_ITERATION_HOOKS("after_iteration_hooks"),
  POSTPROCESS("postprocess"),
  CLEANUP("cleanup");

  private final String wireName;

  Phase(String wireName) {
    this.wireName = wireName;
  }

  /// The name on the bridge and in reasons.
  public String wireName() {
    return wireName;
  }

  /// Empty for a word that is no phase.
  public static Optional<Phase> ofWireName(String name) {
    return Arrays.stream(values()).filter(phase -> phase.wireName.equals(name)).findFirst();
  }
}
