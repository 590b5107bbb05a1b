package org.autotest.store.lab;

import java.util.Set;
import org.autotest.core.host.HostId;
import org.autotest.core.job.JobId;
import org.jdbi.v3.core.Handle;

/// Which free hosts are kept for which jobs (`afe_kept_hosts`). For explanations only: the
/// dispatcher has its own list.
final class KeptHostSql {
  private static final String FORGET =
      """
      DELETE FROM afe_kept_hosts WHERE job_id = :job
      """;

  private static final String FORGET_ALL =
      """
      DELETE FROM afe_kept_hosts
      """;

  private static final String KEEP =
      """
      INSERT INTO afe_kept_hosts (host_id, job_id)
      SELECT kept.id, :job
      FROM JSON_TABLE(:ids, '$[*]' COLUMNS (id INT PATH '$')) kept
      ON DUPLICATE KEY UPDATE job_id = VALUES(job_id)
      """;

  private KeptHostSql() {}

  static void keep(Handle handle, JobId job, Set<HostId> hosts) {
    handle.createUpdate(FORGET).bind("job", job.value()).execute();
    if (!hosts.isEmpty()) {
      handle
          .createUpdate(KEEP)
          .bind("job", job.value())
          .bind("ids", hosts.stream().map(HostId::value).toList().toString())
          .execute();
    }
  }

  static void forgetAll(Handle handle) {
    handle.createUpdate(FORGET_ALL).execute();
  }
}
