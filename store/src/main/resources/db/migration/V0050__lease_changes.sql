-- The planner's transactions change the lease's row, so that in a cluster, too, none of them is committed after another dispatcher
-- took over by way of another server.
ALTER TABLE afe_leases
  ADD COLUMN changes BIGINT NOT NULL DEFAULT 0 COMMENT 'transactions of the planner';
