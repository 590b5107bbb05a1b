package org.autotest.client.api;

import org.jspecify.annotations.Nullable;

/// An argument by name, for a test or for the harness (`tag`, `timeout`, `iterations`, …).
///
/// @param value text, a number, a truth value, null, or a list or map of such
public record Arg(String name, @Nullable Object value) {
  public Arg {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an argument must have a name");
    }
  }

  /// Short for control files: `arg("seconds", 5)`.
  public static Arg arg(String name, @Nullable Object value) {
    return new Arg(name, value);
  }
}
