-- Limits of jobs finer than the whole hours of the original, which are rounded up beside them.
ALTER TABLE afe_jobs
  ADD COLUMN timeout_minutes INT NULL COMMENT 'ours: in place of timeout; null: as many hours as that',
  ADD COLUMN max_runtime_minutes INT NULL
    COMMENT 'ours: in place of max_runtime_hrs; null: as many hours as that';
