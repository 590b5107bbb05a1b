-- What a dispatcher's loop did since it was started, for whoever watches the lab from outside.
ALTER TABLE afe_dispatchers
  ADD COLUMN rounds BIGINT NOT NULL DEFAULT 0 COMMENT 'turns of its loop',
  ADD COLUMN rounds_idle BIGINT NOT NULL DEFAULT 0 COMMENT 'turns with nothing to do',
  ADD COLUMN changes BIGINT NOT NULL DEFAULT 0 COMMENT 'lines of the outbox taken in',
  ADD COLUMN decisions BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN decisions_lost BIGINT NOT NULL DEFAULT 0 COMMENT 'dropped, because a row had changed meanwhile',
  ADD COLUMN loop_cpu_ms BIGINT NOT NULL DEFAULT 0 COMMENT 'processor time of its loop';
