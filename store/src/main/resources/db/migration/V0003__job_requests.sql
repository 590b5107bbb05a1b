-- Ours. A request to create a job that is sent twice with the same key makes one job.
CREATE TABLE afe_job_requests (
  user_id INT NOT NULL,
  request_key VARCHAR(100) COLLATE utf8mb4_bin NOT NULL COMMENT 'chosen by the client',
  job_id INT NOT NULL,
  requested_at DATETIME(3) NOT NULL,
  PRIMARY KEY (user_id, request_key),
  KEY ix_job_request_age (requested_at),
  CONSTRAINT fk_job_request_user FOREIGN KEY (user_id) REFERENCES afe_users (id) ON DELETE CASCADE,
  CONSTRAINT fk_job_request_job FOREIGN KEY (job_id) REFERENCES afe_jobs (id) ON DELETE CASCADE
);
