package org.autotest.store.hosts;

import java.util.Optional;

/// What shall change at a label; what is absent stays.
///
/// @param name what to call it; for a new label this is said elsewhere
/// @param platform whether it is a platform, of which a host carries at most one
/// @param onlyIfNeeded whether hosts with it are spared unless a job asks for it
public record LabelEdit(
    Optional<String> name, Optional<Boolean> platform, Optional<Boolean> onlyIfNeeded) {

  /// A word without further meaning.
  public static final LabelEdit PLAIN =
      new LabelEdit(Optional.empty(), Optional.empty(), Optional.empty());

  /// A platform.
  public static final LabelEdit PLATFORM =
      new LabelEdit(Optional.empty(), Optional.of(true), Optional.empty());
}
