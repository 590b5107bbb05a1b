package org.autotest.client.job;

import java.util.Map;
import java.util.Optional;
import org.autotest.core.bridge.RaisedException;
import org.autotest.core.statuslog.StatusWord;

/// Entries that tell whoever watches the machine which of its warnings to ignore for a while.
final class Warnings {
  private Warnings() {}

  /// Writes one.
  ///
  /// @param disabled whether warnings of the type are to be ignored from now on
  static void record(Branch branch, String type, boolean disabled) throws RaisedException {
    String verb = disabled ? "disable" : "enable";
    branch.record(
        new StatusWord.Info(),
        Optional.empty(),
        Optional.empty(),
        Map.of("warnings." + verb, type),
        (disabled ? "disabling " : "enabling ") + type + " warnings");
  }
}
