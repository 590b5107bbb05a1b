-- Whoever aborts a job may say why.
ALTER TABLE afe_aborted_host_queue_entries
  ADD COLUMN reason VARCHAR(500) NULL COMMENT 'ours: as whoever aborted it said; null: nothing';
