package org.autotest.store.lab;

import java.util.List;
import org.autotest.store.Database;
import org.jdbi.v3.core.Handle;

/// The ids of all rows that the dispatcher's picture of the lab should hold, each kind in order.
///
/// @param hosts of the inventory
/// @param entries unfinished ones
/// @param tasks open ones
/// @param executions open ones
public record LabIds(
    List<Long> hosts, List<Long> entries, List<Long> tasks, List<Long> executions) {
  private static final String HOSTS = "SELECT id FROM afe_hosts WHERE invalid = 0";

  private static final String ENTRIES = "SELECT id FROM afe_host_queue_entries WHERE complete = 0";

  private static final String TASKS = "SELECT id FROM afe_special_tasks WHERE is_complete = 0";

  private static final String EXECUTIONS =
      "SELECT id FROM afe_executions WHERE status IN ('starting', 'running')";

  public LabIds {
    hosts = List.copyOf(hosts);
    entries = List.copyOf(entries);
    tasks = List.copyOf(tasks);
    executions = List.copyOf(executions);
  }

  /// Reads them; nothing but indexes is looked at.
  public static LabIds read(Database database) {
    return database.snapshot(
        handle ->
            new LabIds(
                ids(handle, HOSTS),
                ids(handle, ENTRIES),
                ids(handle, TASKS),
                ids(handle, EXECUTIONS)));
  }

  private static List<Long> ids(Handle handle, String sql) {
    // Sorted here: the order of an index is another than that of the ids.
    return handle.createQuery(sql).mapTo(Long.class).stream().sorted().toList();
  }
}
