-- Templates, jobs made from other jobs, and jobs that come again by themselves.
ALTER TABLE afe_jobs
  ADD COLUMN is_template TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'ours: never runs; all its entries are Template',
  ADD COLUMN source_job_id INT NULL COMMENT 'ours: the template or job it was made from',
  ADD COLUMN recurring_run_id INT NULL COMMENT 'ours: the recurring run that made it',
  ADD KEY ix_job_template (is_template, id),
  ADD KEY ix_job_source (source_job_id, id),
  ADD KEY ix_job_recurring_run (recurring_run_id, id),
  ADD CONSTRAINT fk_job_source FOREIGN KEY (source_job_id) REFERENCES afe_jobs (id) ON DELETE SET NULL,
  ADD CONSTRAINT fk_job_recurring_run FOREIGN KEY (recurring_run_id) REFERENCES afe_recurring_run (id) ON DELETE SET NULL;

ALTER TABLE afe_recurring_run
  MODIFY COLUMN start_date DATETIME(3) NULL COMMENT 'when next; null: paused, or never again',
  MODIFY COLUMN loop_period INT NULL COMMENT 'seconds; null: by cron',
  MODIFY COLUMN loop_count INT NOT NULL DEFAULT 0 COMMENT 'jobs still to make; 0: without end',
  ADD COLUMN first_due DATETIME(3) NULL COMMENT 'ours: what loop_period is counted from',
  ADD COLUMN cron VARCHAR(200) NULL COMMENT 'ours: five fields; null: by loop_period',
  ADD COLUMN zone VARCHAR(60) NOT NULL DEFAULT 'UTC' COMMENT 'ours: whose clock cron goes by',
  ADD COLUMN overlap VARCHAR(10) NOT NULL DEFAULT 'skip' COMMENT 'ours: skip or run, while the last job has not ended',
  ADD COLUMN paused_by VARCHAR(255) NULL COMMENT 'ours: login; null: not paused',
  ADD COLUMN created_at DATETIME(3) NULL COMMENT 'ours',
  ADD COLUMN last_due DATETIME(3) NULL COMMENT 'ours: the due time that was dealt with last',
  ADD COLUMN last_outcome VARCHAR(10) NULL COMMENT 'ours: made, skipped, failed',
  ADD COLUMN last_problem VARCHAR(1000) NULL COMMENT 'ours: why it was skipped or failed',
  ADD COLUMN last_job_id INT NULL COMMENT 'ours: the job made last',
  ADD KEY ix_recurring_owner (owner_id, id),
  ADD CONSTRAINT fk_recurring_last_job FOREIGN KEY (last_job_id) REFERENCES afe_jobs (id) ON DELETE SET NULL;

UPDATE afe_recurring_run SET first_due = start_date;

-- Whom letters that are not of one job go to.
ALTER TABLE afe_users
  ADD COLUMN email VARCHAR(250) NULL COMMENT 'ours: where letters to this user go; null: nowhere';

-- Letters that are not about the end of a job: of recurring runs, of reservations.
ALTER TABLE afe_notices
  MODIFY COLUMN job_id INT NULL COMMENT 'the job that is over; null: the row is a letter',
  ADD COLUMN subject VARCHAR(200) NULL COMMENT 'of a letter',
  ADD COLUMN body TEXT NULL COMMENT 'of a letter, plain text',
  ADD COLUMN letter_key VARCHAR(100) COLLATE utf8mb4_bin NULL COMMENT 'of a letter: what it tells, so that it is told once',
  ADD UNIQUE KEY uq_notice_letter (letter_key, recipient);
