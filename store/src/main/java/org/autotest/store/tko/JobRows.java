package org.autotest.store.tko;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.autotest.core.job.JobId;
import org.autotest.core.tko.JobResults;
import org.autotest.core.tko.JobResults.JobRow;
import org.jdbi.v3.core.Handle;

/// Writes the rows about a job as a whole: `tko_machines`, `tko_jobs`, `tko_job_keyvals`.
final class JobRows {
  private static final int HOSTNAME_CHARS_MAX = 255;
  private static final int WORD_CHARS_MAX = 240;
  private static final int LABEL_CHARS_MAX = 300;
  private static final int KEY_CHARS_MAX = 90;
  private static final int VALUE_CHARS_MAX = 300;

  private static final String FIND_MACHINE =
      """
      SELECT machine_idx FROM tko_machines WHERE hostname = :hostname
      """;

  private static final String INSERT_MACHINE =
      """
      INSERT IGNORE INTO tko_machines (hostname) VALUES (:hostname)
      """;

  /// Told again and again, mostly the same: no row is touched, and none locked, then.
  private static final String UPDATE_MACHINE =
      """
      UPDATE tko_machines
      SET machine_group = COALESCE(:group, machine_group), owner = COALESCE(:owner, owner)
      WHERE machine_idx = :id AND (
        NOT (machine_group <=> COALESCE(:group, machine_group))
        OR NOT (owner <=> COALESCE(:owner, owner)))
      """;

  private static final String FIND_JOB =
      """
      SELECT job_idx FROM tko_jobs WHERE tag = :tag FOR UPDATE
      """;

  private static final String INSERT_JOB =
      """
      INSERT INTO tko_jobs
        (tag, label, username, machine_idx, queued_time, started_time, finished_time, afe_job_id)
      VALUES (:tag, :label, :user, :machine, :queued, :started, :finished, :afe)
      """;

  private static final String UPDATE_JOB =
      """
      UPDATE tko_jobs
      SET label = :label, username = :user, machine_idx = :machine, queued_time = :queued,
        started_time = :started, finished_time = :finished,
        afe_job_id = COALESCE(:afe, afe_job_id)
      WHERE job_idx = :id
      """;

  private static final String KEYVALS =
      """
      SELECT `key`, value FROM tko_job_keyvals WHERE job_id = ? ORDER BY id
      """;

  private static final String DELETE_KEYVALS =
      """
      DELETE FROM tko_job_keyvals WHERE job_id = :job
      """;

  private static final String INSERT_KEYVAL =
      """
      INSERT INTO tko_job_keyvals (job_id, `key`, value) VALUES (?, ?, ?)
      """;

  private final Handle handle;
  private final Cut cut;

  /// The row of a job.
  ///
  /// @param isNew whether this parse made it
  record Stored(long job, long machine, boolean isNew) {}

  JobRows(Handle handle, Cut cut) {
    this.handle = handle;
    this.cut = cut;
  }

  Stored write(String tag, Optional<JobId> afeJob, JobResults results) {
    Optional<Long> before =
        handle.createQuery(FIND_JOB).bind("tag", tag).mapTo(Long.class).findOne();
    long machine = machine(results.job());
    long job =
        before.isPresent()
            ? update(before.get(), machine, afeJob, results.job())
            : insert(tag, machine, afeJob, results.job());
    keyvals(job, before.isEmpty(), results.keyvals());
    return new Stored(job, machine, before.isEmpty());
  }

  private long machine(JobRow job) {
    String hostname = cut.to("machine.hostname", HOSTNAME_CHARS_MAX, job.machine());
    long id =
        findMachine(hostname)
            .orElseGet(
                () -> {
                  handle.createUpdate(INSERT_MACHINE).bind("hostname", hostname).execute();
                  return findMachine(hostname).orElseThrow();
                });
    Optional<String> group =
        Optional.of(job.machineGroup())
            .filter(text -> !text.isEmpty())
            .map(text -> cut.to("machine.machine_group", WORD_CHARS_MAX, text));
    Optional<String> owner =
        job.machineOwner().map(text -> cut.to("machine.owner", WORD_CHARS_MAX, text));
    handle
        .createUpdate(UPDATE_MACHINE)
        .bind("id", id)
        .bind("group", group.orElse(null))
        .bind("owner", owner.orElse(null))
        .execute();
    return id;
  }

  private Optional<Long> findMachine(String hostname) {
    return handle.createQuery(FIND_MACHINE).bind("hostname", hostname).mapTo(Long.class).findOne();
  }

  private long insert(String tag, long machine, Optional<JobId> afeJob, JobRow job) {
    return handle
        .createUpdate(INSERT_JOB)
        .bind("tag", tag)
        .bindMap(columns(machine, afeJob, job))
        .executeAndReturnGeneratedKeys("job_idx")
        .mapTo(Long.class)
        .one();
  }

  private long update(long id, long machine, Optional<JobId> afeJob, JobRow job) {
    handle.createUpdate(UPDATE_JOB).bind("id", id).bindMap(columns(machine, afeJob, job)).execute();
    return id;
  }

  @SuppressWarnings("NullAway") // JDBI takes a null for a null column.
  private Map<String, Object> columns(long machine, Optional<JobId> afeJob, JobRow job) {
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("label", cut.to("job.label", LABEL_CHARS_MAX, job.label().orElse("")));
    columns.put("user", cut.to("job.username", WORD_CHARS_MAX, job.user().orElse("")));
    columns.put("machine", machine);
    columns.put("queued", job.times().queued().orElse(null));
    columns.put("started", job.times().started().orElse(null));
    columns.put("finished", job.times().finished().orElse(null));
    columns.put("afe", afeJob.map(JobId::value).orElse(null));
    return columns;
  }

  private void keyvals(long job, boolean isNew, Map<String, String> keyvals) {
    List<Map.Entry<String, String>> wanted = new ArrayList<>();
    keyvals.forEach(
        (key, value) ->
            wanted.add(
                Map.entry(
                    cut.to("job_keyval.key", KEY_CHARS_MAX, key),
                    cut.to("job_keyval.value", VALUE_CHARS_MAX, value))));
    if (!isNew) {
      List<Map.Entry<String, String>> stored = new ArrayList<>();
      Jdbc.each(
          handle, KEYVALS, job, row -> stored.add(Map.entry(row.getString(1), row.getString(2))));
      if (stored.equals(wanted)) {
        return;
      }
      handle.createUpdate(DELETE_KEYVALS).bind("job", job).execute();
    }
    Jdbc.batch(
        handle,
        INSERT_KEYVAL,
        wanted,
        (statement, keyval) -> {
          statement.setLong(1, job);
          statement.setString(2, keyval.getKey());
          statement.setString(3, keyval.getValue());
        });
  }
}
