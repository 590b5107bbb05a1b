-- Words for tasks that no dispatcher begins yet, so that nobody uses them for anything else.
ALTER TABLE afe_special_tasks
  MODIFY task VARCHAR(64) NOT NULL COMMENT 'Verify, Cleanup, Repair; Reset and Provision are reserved, and no dispatcher begins them';
