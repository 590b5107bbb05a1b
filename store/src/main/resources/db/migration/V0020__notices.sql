-- Ours. Who is told that a job is over, by mail or by a webhook; a row each, so that nobody is told twice.
CREATE TABLE afe_notices (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  job_id INT NOT NULL,
  kind VARCHAR(10) NOT NULL COMMENT 'mail or webhook',
  recipient VARCHAR(500) COLLATE utf8mb4_bin NOT NULL COMMENT 'an address of e-mail or of the web',
  created_at DATETIME(3) NOT NULL,
  due_at DATETIME(3) NULL COMMENT 'when it is tried next; null once it was sent or given up',
  attempts INT NOT NULL DEFAULT 0,
  sent_at DATETIME(3) NULL,
  problem VARCHAR(500) NULL COMMENT 'why the last attempt failed',
  UNIQUE KEY uq_notice (job_id, kind, recipient),
  KEY ix_notice_due (due_at),
  CONSTRAINT fk_notice_job FOREIGN KEY (job_id) REFERENCES afe_jobs (id) ON DELETE CASCADE
);

CREATE TABLE afe_notice_position (
  id TINYINT NOT NULL PRIMARY KEY COMMENT 'always 1',
  last_event BIGINT NOT NULL COMMENT 'the line of afe_event_log up to which ends of jobs were looked for'
) COMMENT 'ours';
