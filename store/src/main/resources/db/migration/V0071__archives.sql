-- Where results went when they were archived, and when the lab removed its own.
ALTER TABLE afe_host_queue_entries
  ADD COLUMN archived_to VARCHAR(500) NULL COMMENT 'ours; where its results are archived';

ALTER TABLE afe_jobs
  ADD COLUMN results_removed_on DATETIME(3) NULL COMMENT 'ours; when its results directory was removed',
  ADD KEY ix_job_results_kept (results_removed_on, created_on);
