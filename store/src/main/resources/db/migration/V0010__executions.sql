-- What the dispatcher must know of an execution to tell its process from another one with the same
-- pid, to count it against the limit of processes, and to say why it failed.
ALTER TABLE afe_executions
  ADD COLUMN boot_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL
    COMMENT 'of the machine, when the process was started: a pid means nothing after a reboot',
  ADD COLUMN weight INT NOT NULL DEFAULT 1 COMMENT 'processes it counts for: one for each host',
  ADD COLUMN failure_blame VARCHAR(10) NULL COMMENT 'TEST, SUBMITTER, HOST, LAB, BUG',
  ADD COLUMN failure_problem VARCHAR(2000) NULL COMMENT 'attempt, object, observation',
  MODIFY COLUMN status VARCHAR(20) NOT NULL COMMENT 'starting, running, ended, abandoned';

-- How much a dispatcher may do, for the explanation of what waits.
ALTER TABLE afe_dispatchers
  ADD COLUMN processes_max INT NULL COMMENT 'autoserv processes it may run at once';

INSERT INTO afe_leases (name, dispatcher_id, generation, expires_at)
VALUES ('planner', NULL, 0, '2000-01-01 00:00:00.000');
