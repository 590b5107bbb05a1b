-- What keeps a dispatcher from its work although it holds the lease.
ALTER TABLE afe_dispatchers
  ADD COLUMN trouble VARCHAR(500) NULL COMMENT 'what last stopped its loop, if anything did',
  ADD COLUMN trouble_at DATETIME(3) NULL COMMENT 'when, by the clock of the database';
