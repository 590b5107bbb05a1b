CREATE TABLE afe_kept_hosts (
  host_id INT NOT NULL PRIMARY KEY,
  job_id INT NOT NULL,
  KEY ix_kept_host_job (job_id),
  CONSTRAINT fk_kept_host FOREIGN KEY (host_id) REFERENCES afe_hosts (id) ON DELETE CASCADE,
  CONSTRAINT fk_kept_host_job FOREIGN KEY (job_id) REFERENCES afe_jobs (id) ON DELETE CASCADE
) COMMENT 'ours: free hosts that are kept for a job which has waited long for several at once';
