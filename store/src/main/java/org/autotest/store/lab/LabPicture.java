package org.autotest.store.lab;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.host.LabelId;
import org.autotest.core.job.JobId;
import org.autotest.core.job.SpecialTask;
import org.autotest.core.schedule.AtomicGroup;
import org.autotest.core.schedule.LabelFacts;

/// Rows of the lab as they are at one moment: all of them, or those that were asked for.
///
/// @param entries unfinished ones only
/// @param tasks open ones, and finished repairs of unfinished entries
/// @param blocks hosts that entries of a job which take any host must not take
public record LabPicture(
    List<LabHost> hosts,
    List<LabJob> jobs,
    List<LabEntry> entries,
    List<SpecialTask> tasks,
    List<LabExecution> executions,
    Map<JobId, Set<HostId>> blocks) {

  /// What concerns everybody.
  ///
  /// @param groupsOfUser names of access groups, by login
  public record Common(
      Map<LabelId, LabelFacts> labels,
      Map<Long, AtomicGroup> atomicGroups,
      Map<String, Set<String>> groupsOfUser) {}
}
