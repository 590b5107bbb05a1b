package org.autotest.store.lab;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.JobOptions;

/// A job with unfinished entries, without its control file, so that a hundred thousand fit into
/// memory.
///
/// @param dependencies labels that every host must carry
/// @param atomicGroup the group from which it gets its hosts
/// @param droneSet the drone set that it asked for, or that its owner had then
public record LabJob(
    JobId id,
    String owner,
    Instant createdAt,
    JobOptions options,
    Set<LabelId> dependencies,
    Optional<Long> atomicGroup,
    Optional<Long> droneSet) {
  public LabJob {
    dependencies = Set.copyOf(dependencies);
  }

  /// One that any drone may run.
  public LabJob(
      JobId id,
      String owner,
      Instant createdAt,
      JobOptions options,
      Set<LabelId> dependencies,
      Optional<Long> atomicGroup) {
    this(id, owner, createdAt, options, dependencies, atomicGroup, Optional.empty());
  }

  /// Whether several hosts may run in one autoserv, so that its entries concern each other.
  public boolean isGang() {
    return options.synchCount() > 1 || atomicGroup.isPresent();
  }

  /// When its unfinished entries are aborted.
  public Instant deadline() {
    return createdAt.plus(options.timeout());
  }
}
