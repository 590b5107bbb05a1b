-- Ours. What dispatchers decided in their last rounds, and why. Each keeps its last 200.
CREATE TABLE afe_rounds (
  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
  dispatcher_id INT NOT NULL,
  number BIGINT NOT NULL COMMENT 'counts the rounds of a dispatcher since its start, also those that decided nothing',
  began_at DATETIME(3) NOT NULL,
  changes INT NOT NULL COMMENT 'lines of the outbox that it took in',
  took_us BIGINT NOT NULL,
  cpu_us BIGINT NOT NULL COMMENT 'processor time of the loop',
  lost INT NOT NULL COMMENT 'decisions that were dropped because a row had changed meanwhile',
  decided INT NOT NULL COMMENT 'decisions',
  summary VARCHAR(1000) NOT NULL COMMENT 'hosts taken: 2, runs started: 1',
  decisions MEDIUMTEXT NOT NULL COMMENT 'JSON; the first 20',
  KEY ix_round_dispatcher (dispatcher_id, id),
  CONSTRAINT fk_round_dispatcher FOREIGN KEY (dispatcher_id) REFERENCES afe_dispatchers (id) ON DELETE CASCADE
) COMMENT 'ours: what dispatchers decided lately, for pages';
