package org.autotest.core.schedule;

import java.util.Optional;
import org.autotest.core.host.LabelId;

/// What the scheduler must know of a label.
///
/// @param onlyIfNeeded hosts that carry it are kept for metahost entries that ask for it
/// @param atomicGroup hosts that carry it belong to this group
public record LabelFacts(
    LabelId id, String name, boolean onlyIfNeeded, Optional<Long> atomicGroup) {}
