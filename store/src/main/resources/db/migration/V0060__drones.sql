-- Each dispatcher keeps the drone of its name: what its machine may run, and that it lives.
ALTER TABLE afe_drones
  COMMENT 'machines that run autoserv; the name is that of the dispatcher there',
  ADD COLUMN dispatcher_id INT NULL COMMENT 'ours: who keeps this row; null until it was ever seen',
  ADD COLUMN processes_max INT NOT NULL DEFAULT 0 COMMENT 'ours: autoserv processes at once',
  ADD COLUMN boot_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'ours: of the machine',
  ADD COLUMN seen_at DATETIME(3) NULL COMMENT 'ours: by the clock of the database',
  ADD COLUMN lost_after_ms BIGINT NOT NULL DEFAULT 1800000
    COMMENT 'ours: after that long a silence what it ran is given up; it ends it itself before',
  ADD COLUMN drained TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'ours: gets nothing new',
  ADD COLUMN lost TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'ours: what it ran is given up, until it is seen again',
  ADD UNIQUE KEY uq_drone_dispatcher (dispatcher_id),
  ADD CONSTRAINT fk_drone_dispatcher FOREIGN KEY (dispatcher_id) REFERENCES afe_dispatchers (id) ON DELETE SET NULL;

ALTER TABLE afe_drone_sets
  ADD COLUMN is_default TINYINT(1) NOT NULL DEFAULT 0
    COMMENT 'ours: for work that asks for no set and whose owner has none; at most one';

CREATE TABLE afe_drone_users (
  drone_id INT NOT NULL,
  login VARCHAR(255) NOT NULL,
  PRIMARY KEY (drone_id, login),
  CONSTRAINT fk_drone_user FOREIGN KEY (drone_id) REFERENCES afe_drones (id) ON DELETE CASCADE
) COMMENT 'ours: owners whose work the drone takes; none: everybody''s';

-- What the planner asks of another machine, and what the dispatcher there answers.
CREATE TABLE afe_drone_orders (
  execution_id BIGINT NOT NULL PRIMARY KEY,
  drone_id INT NOT NULL,
  argv MEDIUMTEXT NULL COMMENT 'words, each ended by a NUL; null: it is watched only',
  asked VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'run, terminate, kill',
  unread TINYINT(1) NOT NULL DEFAULT 1 COMMENT 'the drone has not looked since it was last changed',
  taken TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'the drone has begun to start it',
  pid INT NULL,
  process_start_ticks BIGINT NULL,
  boot_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  gone TINYINT(1) NOT NULL DEFAULT 0 COMMENT 'its process has ended',
  failure_blame VARCHAR(10) NULL COMMENT 'why it could not be started',
  failure_problem VARCHAR(2000) NULL,
  KEY ix_drone_order (drone_id, unread),
  CONSTRAINT fk_drone_order FOREIGN KEY (execution_id) REFERENCES afe_executions (id) ON DELETE CASCADE,
  CONSTRAINT fk_drone_order_drone FOREIGN KEY (drone_id) REFERENCES afe_drones (id) ON DELETE CASCADE
) COMMENT 'ours: one for each open execution of a machine other than the planner''s';

INSERT INTO afe_drones (hostname, dispatcher_id, processes_max, seen_at)
SELECT name, id, COALESCE(processes_max, 0), seen_at FROM afe_dispatchers
WHERE id IN (SELECT dispatcher_id FROM afe_executions WHERE status IN ('starting', 'running'))
ON DUPLICATE KEY UPDATE dispatcher_id = VALUES(dispatcher_id),
  processes_max = VALUES(processes_max), seen_at = VALUES(seen_at);
