-- Ours. What ended on a host in a day, so that nobody has to count all entries of a month.
CREATE TABLE afe_host_days (
  host_id INT NOT NULL,
  day DATE NOT NULL COMMENT 'of UTC',
  completed INT NOT NULL DEFAULT 0 COMMENT 'entries of jobs whose autoserv exited 0',
  aborted INT NOT NULL DEFAULT 0,
  failed_host INT NOT NULL DEFAULT 0 COMMENT 'entries that failed by the fault of the host',
  failed_lab INT NOT NULL DEFAULT 0,
  failed_other INT NOT NULL DEFAULT 0 COMMENT 'by the fault of a test or a submitter, a bug, or nobody knows whose',
  verifies INT NOT NULL DEFAULT 0,
  verifies_failed INT NOT NULL DEFAULT 0,
  repairs INT NOT NULL DEFAULT 0,
  repairs_failed INT NOT NULL DEFAULT 0,
  PRIMARY KEY (host_id, day),
  KEY ix_host_day (day, host_id, failed_host),
  CONSTRAINT fk_host_day FOREIGN KEY (host_id) REFERENCES afe_hosts (id) ON DELETE CASCADE
);

ALTER TABLE afe_host_queue_entries
  ADD KEY ix_entry_finished (finished_on, host_id, status, failure_blame);

ALTER TABLE afe_special_tasks
  ADD KEY ix_task_finished (time_finished, host_id, task, success);
