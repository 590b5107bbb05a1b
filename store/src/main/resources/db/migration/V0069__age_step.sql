-- The queue is ordered by the planner's rule; pages that tell a place in it have to know the rule.
ALTER TABLE afe_leases
  ADD COLUMN age_step_s INT NOT NULL DEFAULT 28800
    COMMENT 'seconds of waiting after which an entry counts as one priority more';
