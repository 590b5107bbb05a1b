package org.autotest.core.schedule;

import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.LabelId;

/// What an entry asks of a host, apart from which job it belongs to. Entries with equal demands are
/// interchangeable to the scheduler, so that a thousand queued jobs of one kind cost as much
/// thought as one.
///
/// @param owner login of the job's owner
/// @param ownerGroups names of the access groups the owner is in
/// @param metaHost any host of this label will do; empty for an entry that names its host
/// @param dependencies labels that the host must carry
/// @param atomicGroup the group the entry was requested for
public record Demand(
    String owner,
    Set<String> ownerGroups,
    Optional<LabelId> metaHost,
    Set<LabelId> dependencies,
    Optional<Long> atomicGroup) {

  public Demand {
    ownerGroups = Set.copyOf(ownerGroups);
    dependencies = Set.copyOf(dependencies);
  }
}
