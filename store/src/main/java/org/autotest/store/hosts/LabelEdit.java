package org.autotest.store.hosts;

import java.util.Optional;

/// What shall change at a label; what is absent stays.
///
/// @param platform whether it is a platform, of which a host carries at most one
/// @param onlyIfNeeded whether hosts with it are spared unless a job asks for it
/// @param kernelConfig path or URL; empty text for none
public record LabelEdit(
    Optional<Boolean> platform, Optional<Boolean> onlyIfNeeded, Optional<String> kernelConfig) {

  /// A word without further meaning.
  public static final LabelEdit PLAIN =
      new LabelEdit(Optional.empty(), Optional.empty(), Optional.empty());

  /// A platform.
  public static final LabelEdit PLATFORM =
      new LabelEdit(Optional.of(true), Optional.empty(), Optional.empty());
}
