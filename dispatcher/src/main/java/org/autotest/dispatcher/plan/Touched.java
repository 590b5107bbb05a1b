package org.autotest.dispatcher.plan;

import java.util.LinkedHashSet;
import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.job.EntryId;
import org.autotest.core.job.TaskId;

/// What a round has to look at: everything that changed since the last one.
public final class Touched {
  private final Set<EntryId> entries = new LinkedHashSet<>();
  private final Set<HostId> hosts = new LinkedHashSet<>();
  private final Set<TaskId> tasks = new LinkedHashSet<>();

  /// Entries, in the order in which they were touched.
  public Set<EntryId> entries() {
    return entries;
  }

  /// Hosts, in the order in which they were touched.
  public Set<HostId> hosts() {
    return hosts;
  }

  /// Special tasks, in the order in which they were touched.
  public Set<TaskId> tasks() {
    return tasks;
  }

  /// Whether there is nothing to look at.
  public boolean isEmpty() {
    return entries.isEmpty() && hosts.isEmpty() && tasks.isEmpty();
  }
}
