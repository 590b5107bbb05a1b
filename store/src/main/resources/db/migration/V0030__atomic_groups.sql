-- A job may ask for an atomic group; its entries get their hosts from there, together or not at all.
ALTER TABLE afe_jobs
  ADD COLUMN atomic_group_id INT NULL COMMENT 'ours: the group that was asked for',
  ADD CONSTRAINT fk_job_atomic_group FOREIGN KEY (atomic_group_id) REFERENCES afe_atomic_groups (id);

ALTER TABLE afe_host_queue_entries
  ADD COLUMN wait_until DATETIME(3) NULL
    COMMENT 'ours: while it is Waiting, when it starts with the hosts that are there';

ALTER TABLE afe_lab_changes
  MODIFY COLUMN kind VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
    COMMENT 'job, entry, host, task, label, atomic, aclgroup, user, execution';
