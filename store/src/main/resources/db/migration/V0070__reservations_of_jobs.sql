ALTER TABLE afe_reservations
  ADD COLUMN job_id INT NULL
    COMMENT 'the job that made it when it got the host; null once somebody has changed it',
  ADD CONSTRAINT fk_reservation_job FOREIGN KEY (job_id) REFERENCES afe_jobs (id) ON DELETE SET NULL;
