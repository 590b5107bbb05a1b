package org.autotest.core.schedule;

import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.LabelId;

/// What a host offers, apart from whether it is free. A lab has few distinct offers, however many
/// hosts it has.
///
/// @param labels all of them, the platform included
/// @param groups names of the access groups it is in
/// @param invalid deleted, or a one-time host
/// @param reserved for whom it is kept; empty: for nobody
public record Offer(
    Set<LabelId> labels, Set<String> groups, boolean invalid, Optional<Reserved> reserved) {
  public Offer {
    labels = Set.copyOf(labels);
    groups = Set.copyOf(groups);
  }

  /// Kept for nobody.
  public Offer(Set<LabelId> labels, Set<String> groups, boolean invalid) {
    this(labels, groups, invalid, Optional.empty());
  }
}
